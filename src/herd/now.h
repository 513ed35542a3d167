/* now.h - what an animal is today, as SQL on `animal a` and :today: the one definition of stage and state, used by
 * lists, counts, due work and plans. Facts are stored; these are derived. */
#ifndef HERD_NOW_H
#define HERD_NOW_H

/* clang-format off */

/* whole days of a param of the animal's species */
#define NOW_PARAM(column, name) \
    "(SELECT p." column " / 1000 FROM param p WHERE p.species = a.species AND p.name = '" name "')"

/* young, growing from stage_growing on, adult from stage_adult_F or _M on; an unknown birth date counts as adult */
#define NOW_STAGE \
    "CASE WHEN a.birth IS NULL THEN 'adult'" \
    " WHEN a.birth > :today - " NOW_PARAM("value", "stage_growing") " THEN 'young'" \
    " WHEN a.birth > :today - CASE a.sex WHEN 'F' THEN " NOW_PARAM("value", "stage_adult_F") \
    " ELSE " NOW_PARAM("value", "stage_adult_M") " END THEN 'growing' ELSE 'adult' END"

/* The state of a female after her latest event that puts her in one. Lactation ends by itself when weaning is long
 * past; a service or pregnancy that nothing followed ends when no gestation lasts so long. Females past first mating
 * with no such event are open; others have no state. */
#define NOW_STATE \
    "CASE WHEN a.sex IS NOT 'F' OR " NOW_STAGE " <> 'adult' THEN NULL ELSE coalesce((SELECT CASE" \
    " WHEN coalesce(nullif(k.state, 'code'), c.state) = 'lactating' AND e.day < :today - coalesce(" \
    NOW_PARAM("hard_high", "wean_age") ", " NOW_PARAM("warn_high", "wean_age") ") THEN 'open'" \
    " WHEN coalesce(nullif(k.state, 'code'), c.state) IN ('mated', 'pregnant') AND e.day < :today - " \
    NOW_PARAM("hard_high", "gestation") " THEN 'open'" \
    " ELSE coalesce(nullif(k.state, 'code'), c.state) END" \
    " FROM event e JOIN event_kind k ON k.code = e.kind AND k.state <> ''" \
    " LEFT JOIN code c ON k.state = 'code' AND c.list = 'scan_result' AND c.code = e.code" \
    " WHERE e.animal = a.id AND e.voided IS NULL AND (k.state <> 'code' OR c.state <> '')" \
    " ORDER BY e.day DESC, e.id DESC LIMIT 1), 'open') END"

/* Since when: the event's day, or the day after a state ran out. */
#define NOW_STATE_DAY \
    "CASE WHEN a.sex IS NOT 'F' OR " NOW_STAGE " <> 'adult' THEN NULL ELSE (SELECT CASE" \
    " WHEN coalesce(nullif(k.state, 'code'), c.state) = 'lactating' AND e.day < :today - coalesce(" \
    NOW_PARAM("hard_high", "wean_age") ", " NOW_PARAM("warn_high", "wean_age") ") THEN e.day + 1 + coalesce(" \
    NOW_PARAM("hard_high", "wean_age") ", " NOW_PARAM("warn_high", "wean_age") ")" \
    " WHEN coalesce(nullif(k.state, 'code'), c.state) IN ('mated', 'pregnant') AND e.day < :today - " \
    NOW_PARAM("hard_high", "gestation") " THEN e.day + 1 + " NOW_PARAM("hard_high", "gestation") \
    " ELSE e.day END" \
    " FROM event e JOIN event_kind k ON k.code = e.kind AND k.state <> ''" \
    " LEFT JOIN code c ON k.state = 'code' AND c.list = 'scan_result' AND c.code = e.code" \
    " WHERE e.animal = a.id AND e.voided IS NULL AND (k.state <> 'code' OR c.state <> '')" \
    " ORDER BY e.day DESC, e.id DESC LIMIT 1) END"

/* clang-format on */

#endif
