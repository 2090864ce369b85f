#include "job.h"

static int cancels(double fraction, const char *message, void *user_data) {
  UNUSED(fraction), UNUSED(message);
  OK(lejepa_gis_context_cancel(user_data, 1));
  return 1;
}

int main(int argc, char **argv) {
  LejepaGisModel *model = fixture(argv[1]);
  LejepaGisContext *context = NULL;
  char *json = (char *)1;
  TestJob t;
  UNUSED(argc);
  FAILS(lejepa_gis_context_cancel(NULL, 1), ARGUMENT, "context is NULL");
  OK(lejepa_gis_context_new(NULL, NULL, NULL, &context));
  prepare(&t, "features", model, 1, 1);
  t.inputs[0] = path(argv[2], "before.tif"), t.outputs[0] = "/vsimem/a.tif";
  t.job.context = context, t.job.progress = cancels, t.job.user_data = context;
  FAILS(lejepa_gis_job_run(&t.job, &json), CANCELLED, "");
  EXPECT(json == NULL);

  /* It stays so until it is taken back. */
  t.job.progress = NULL;
  FAILS(lejepa_gis_job_run(&t.job, NULL), CANCELLED, "");
  OK(lejepa_gis_context_cancel(context, 0));
  OK(lejepa_gis_job_run(&t.job, NULL));
  lejepa_gis_context_free(context);
  lejepa_gis_model_free(model);
  return 0;
}
