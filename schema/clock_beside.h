/*
 * clock_beside - clocks that do not hang on the main state alone: offers
 * (C11b), obligations (C8, C9 and others), ratings (C13), reminders of a lead
 * (C14).  docs/FORMAT.md F-201; only dossier_clocks.c asks.
 */
#ifndef SCHEMA_CLOCK_BESIDE_H
#define SCHEMA_CLOCK_BESIDE_H

struct clock_runs;

void clock_beside_offers(struct clock_runs *k);
void clock_beside_owed(struct clock_runs *k);
void clock_beside_ratings(struct clock_runs *k);
void clock_beside_reminders(struct clock_runs *k);

#endif
