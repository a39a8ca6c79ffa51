/* What a stage calls that which its bundles are about, in running text. */
#ifndef TS_MODEL_SUBJECT_NAME_H
#define TS_MODEL_SUBJECT_NAME_H

#define TS_SUBJECT_NAME_MAX 40 /* bytes */

struct ts_subject_name {
	const char *one, *many; /* borrowed: "trial", "trials" */
};

#endif
