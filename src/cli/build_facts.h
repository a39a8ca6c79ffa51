/* What this build consists of, and what it can do: members of the JSON form of version. */
#ifndef TS_CLI_BUILD_FACTS_H
#define TS_CLI_BUILD_FACTS_H

#include "format/json_write.h"

/* "libraries": their versions. */
void cli_add_libraries(struct ts_json_writer *w);

/* "features": what it can do on this machine. */
void cli_add_features(struct ts_json_writer *w);

#endif
