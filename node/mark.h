/*
 * mark - one wrong field of a request, as a problem tells it (docs/API.md
 * { "field": "form.rid", "rule": "F-247", "zh": …, "en": … }.
 *
 * Pure; all in the arena.
 */
#ifndef NODE_MARK_H
#define NODE_MARK_H

struct arena;
struct value;

/* @field is its path in the request, "" the request as a whole; @rule the
 * clause, or the name of a failure. */
void mark_push(struct arena *a, struct value *list, const char *field,
    const char *rule, const char *zh, const char *en);

/* The same with one sentence, "中文 / English" or "中文 (English)"; what is
 * neither stands for both. */
void mark_push_text(struct arena *a, struct value *list, const char *field,
    const char *rule, const char *text);

#endif
