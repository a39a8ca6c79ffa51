#include "pack/check_state.h"

const struct ts_check_document_text *ts_check_document(
    const struct ts_checking *k, const struct ts_tree_file *file)
{
	for (int which = 0; file != k->inner && which < TS_DOCUMENTS; which++)
		if (k->documents[which].file == file)
			return &k->documents[which];
	return NULL;
}

void ts_check_begin_file(
    const struct ts_checking *k, struct ts_boundary *boundary, const struct ts_tree_file *file)
{
	const bool document = ts_check_document(k, file) != NULL;

	ts_boundary_begin_file(boundary, &(struct ts_boundary_file){.path = file->path,
					     .shown = file->file,
					     .number = (uint64_t)(file - k->plan->tree.files) + 1,
					     .document = document,
					     .search = document || !k->params->no_scan});
}
