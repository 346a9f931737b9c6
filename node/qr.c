#include "node/qr.h"

#include <qrencode.h>

#define QUIET 4 /* modules around it */

static void put_row(struct buf *out, const QRcode *code, int y)
{
	const unsigned char *row = code->data + (size_t)y * (size_t)code->width;

	for (int x = 0; x < code->width;) {
		int run = 0;

		while (x + run < code->width && (row[x + run] & 1) != 0)
			run++;
		if (run > 0)
			buf_print(out, "M%d %dh%dv1h-%dz", x + QUIET, y + QUIET,
			    run, run);
		x += run > 0 ? run : 1;
	}
}

enum err qr_svg(struct buf *out, const char *text)
{
	QRcode *code = QRcode_encodeString(text, 0, QR_ECLEVEL_L, QR_MODE_8, 1);
	int side;

	if (code == NULL)
		return ERR_LIMIT;
	side = code->width + 2 * QUIET;
	buf_print(out,
	    "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"qr\" "
	    "viewBox=\"0 0 %d %d\" shape-rendering=\"crispEdges\">"
	    "<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/><path d=\"",
	    side, side, side, side);
	for (int y = 0; y < code->width; y++)
		put_row(out, code, y);
	buf_put_text(out, "\"/></svg>");
	QRcode_free(code);
	return ERR_OK;
}
