/*
 * guard_part - the guards of schema/machine.h by subject, one file each:
 * guard_accept.c, guard_credit.c, guard_licence.c, guard_joint.c, guard_time.c,
 * guard_lead.c, guard_special.c, guard_owed.c, guard_word.c.  Only guard.c,
 * which has the table, asks them.
 */
#ifndef SCHEMA_GUARD_PART_H
#define SCHEMA_GUARD_PART_H

#include "schema/guard.h"

typedef enum rule guard_fn(const struct guard_case *c, struct why *why);

/* guard_accept.c */
guard_fn guard_accept_materials; /* F-96 */
guard_fn guard_accept_keys;      /* F-170 */
guard_fn guard_accept_gaps;      /* F-176 */
guard_fn guard_accept_promises;  /* F-177 */
guard_fn guard_accept_verdicts;  /* F-97 */
guard_fn guard_accept_inputs;    /* F-98 */

/* guard_licence.c */
guard_fn guard_licence_drawn; /* F-227 */
/* Does a material that is drawn from @names ("居民身份证或营业执照") take a
 * licence of this type? */
bool guard_licence_is_of(const char *names, const char *type);
/* The material of the act that a licence of this type stands for, or NULL. */
const char *guard_licence_material(
    const struct standard *s, const struct act *act, const char *type);

/* guard_credit.c */
guard_fn guard_credit_clean; /* F-178 */

/* guard_time.c: by the version of the calendar that the act names */
guard_fn guard_time_version;     /* F-172 */
guard_fn guard_time_notice;      /* F-179 */
guard_fn guard_time_supply_over; /* F-182 */
guard_fn guard_time_gap_over;    /* F-191 */
guard_fn guard_time_extension;   /* F-186 */
guard_fn guard_time_reopen;      /* F-193 */

/* guard_lead.c */
guard_fn guard_lead_home;      /* F-171 */
guard_fn guard_lead_proactive; /* F-173 */
guard_fn guard_lead_callback;  /* F-174 */
guard_fn guard_lead_consent;   /* F-175 */

/* guard_notice.c */
guard_fn guard_notice_lacks;   /* F-180 */
guard_fn guard_notice_grounds; /* F-181 */

/* guard_special.c */
guard_fn guard_special_start; /* F-184 */
guard_fn guard_special_end;   /* F-185 */

/* guard_owed.c */
guard_fn guard_owed_blockers; /* F-187 */
guard_fn guard_owed_open;     /* F-188 */
guard_fn guard_owed_end;      /* F-189 */
guard_fn guard_owed_promised; /* F-190 */
guard_fn guard_owed_visited;  /* F-192 */
guard_fn guard_owed_revokes;  /* F-194 */

/* guard_robot.c */
guard_fn guard_robot_signs;    /* F-203 */
guard_fn guard_robot_handover; /* F-204 */

/* guard_joint.c */
guard_fn guard_joint_members; /* F-210 */
guard_fn guard_joint_parent;  /* F-211, F-212 */
guard_fn guard_joint_after;   /* F-213 */
guard_fn guard_joint_barrier; /* F-214 */
guard_fn guard_joint_closing; /* F-215 */

/* guard_word.c */
guard_fn guard_word_cited; /* F-183 */

#endif
