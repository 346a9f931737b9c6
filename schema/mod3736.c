#include "schema/mod3736.h"

#define MODULUS 36u

struct mod3736 mod3736_begin(void)
{
	return (struct mod3736){ .product = MODULUS };
}

/* ISO/IEC 7064 hybrid system: sum modulo 36 (0 counts as 36), doubled modulo
 * 37. */
static void feed_value(struct mod3736 *m, uint32_t value)
{
	uint32_t sum = (m->product + value) % MODULUS;
	if (sum == 0)
		sum = MODULUS;
	m->product = sum * 2 % (MODULUS + 1);
}

static void feed(struct mod3736 *m, struct bytes text, uint32_t letters)
{
	for (size_t i = 0; i < text.n; i++) {
		uint8_t c = text.p[i];
		if (c >= '0' && c <= '9')
			feed_value(m, (uint32_t)(c - '0'));
		else if (c >= 'A' && c <= 'Z')
			feed_value(m, (uint32_t)(c - 'A') + letters);
	}
}

void mod3736_feed(struct mod3736 *m, struct bytes text)
{
	feed(m, text, 10);
}

void mod3736_feed_high(struct mod3736 *m, struct bytes text)
{
	feed(m, text, 11);
}

char mod3736_end(const struct mod3736 *m)
{
	uint32_t value = (MODULUS + 1 - m->product) % MODULUS;
	return "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[value];
}
