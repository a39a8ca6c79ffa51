/* Reading the conditions of a gate; their structs are in model/profile.h. */
#ifndef TS_MODEL_CONDITION_H
#define TS_MODEL_CONDITION_H

#include "model/profile.h"

/*
 * Read the conditions in JSON: an array, or, for "when", a single one too; NULL gives none. AT
 * and NAME say where it stands, for messages. Errors: "profile.valid"; "io".
 */
int ts_conditions_read(const struct ts_json *json, const char *at, const char *name,
    struct ts_conditions *conditions, struct ts_err *err);
void ts_conditions_free(struct ts_conditions *conditions);

/* Read a type: its name, or an array of labels; -1 when it is neither. */
int ts_condition_type(
    const struct ts_json *json, enum ts_type *type, const struct ts_json **labels);

#endif
