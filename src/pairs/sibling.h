/* Values that stand beside their name: {"name": "password", "value": "…"}, <add key="password"
 * value="…"/>, and the like. */
#ifndef TS_PAIRS_SIBLING_H
#define TS_PAIRS_SIBLING_H

#include "pairs/value.h"

/* Add the values that stand beside NAME, which is itself the value of "name", "key" or the like. */
void ts_value_beside(struct ts_pair_list *list, const struct ts_pair_name *name);

#endif
