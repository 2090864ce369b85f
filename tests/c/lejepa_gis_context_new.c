#include "job.h"

static void hear(const char *message, void *user_data) {
  EXPECT(strlen(message) > 5);
  ++*(int *)user_data;
}

int main(int argc, char **argv) {
  LejepaGisModel *model = fixture(argv[1]);
  LejepaGisContext *context = (LejepaGisContext *)1;
  const char *bounds[] = {"THREADS=1", "MEMORY=64", "SOURCES=local", NULL}, *foreign[] = {"METHOD=cosine", NULL};
  const char *away[] = {"SOURCES=below=/no/such/folder", NULL}, *any[] = {"SOURCES=any", NULL};
  const char *warned[] = {"NODATA=none", "REFLECTANCE=unit", NULL};
  int heard = 0;
  TestJob t;
  UNUSED(argc);
  FAILS(lejepa_gis_context_new(NULL, NULL, NULL, NULL), ARGUMENT, "context is NULL");
  FAILS(lejepa_gis_context_new(foreign, NULL, NULL, &context), ARGUMENT, "known are THREADS, MEMORY, TEMP, SOURCES");
  EXPECT(context == NULL);
  FAILS(lejepa_gis_context_new(away, NULL, NULL, &context), IO, "/no/such/folder");
  OK(lejepa_gis_context_new(bounds, hear, &heard, &context));
  EXPECT(context != NULL);

  prepare(&t, "features", model, 1, 1);
  t.inputs[0] = path(argv[2], "before.tif"), t.outputs[0] = "/vsimem/a.tif";
  t.job.context = context;
  OK(lejepa_gis_job_run(&t.job, NULL));
  EXPECT(heard == 0);
  t.outputs[0] = "/vsimem/b.tif", t.job.options = any;
  FAILS(lejepa_gis_job_run(&t.job, NULL), ARGUMENT, "SOURCES is set by the context");
  t.job.options = warned;
  OK(lejepa_gis_job_run(&t.job, NULL));
  EXPECT(heard > 0);
  lejepa_gis_context_free(context);
  lejepa_gis_model_free(model);
  return 0;
}
