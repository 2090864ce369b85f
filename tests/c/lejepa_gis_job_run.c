#include "job.h"

int main(int argc, char **argv) {
  LejepaGisModel *model = fixture(argv[1]);
  const char *out = path(argv[2], "f.tif"), *again[] = {"OVERWRITE=YES", NULL}, *driver[] = {"DRIVER=Nonsense", NULL};
  const char *named[] = {"MODEL=default", NULL}, *precise[] = {"PRECISION=f32", NULL};
  const char *foreign[] = {"METHOD=cosine", NULL}, *twice[] = {"THREADS=1", "threads=2", NULL};
  char *report = (char *)1;
  int calls = 0;
  TestJob t;
  UNUSED(argc);
  prepare(&t, "features", model, 1, 1);
  t.inputs[0] = path(argv[2], "before.tif"), t.outputs[0] = out;

  FAILS(lejepa_gis_job_run(NULL, &report), ARGUMENT, "job is NULL");
  EXPECT(report == NULL);
  WRONG(t, job.struct_size, sizeof t.job + sizeof(void *), ARGUMENT, "this version knows");
  WRONG(t, job.struct_size, offsetof(LejepaGisJob, outputs), ARGUMENT, "job.outputs[0] is NULL");
  WRONG(t, job.task, NULL, ARGUMENT, "job.task is NULL");
  WRONG(t, job.task, NOT_UTF8, ARGUMENT, "UTF-8");
  WRONG(t, job.task, "encode", ARGUMENT, "expected one of features, pca");
  WRONG(t, job.inputs, NULL, ARGUMENT, "job.inputs[0] and job.input_datasets[0] are both NULL");
  WRONG(t, inputs[0], NULL, ARGUMENT, "job.inputs[0] and job.input_datasets[0] are both NULL");
  WRONG(t, job.input_count, 0, ARGUMENT, "one input, input; 0 are given");
  WRONG(t, job.outputs, NULL, ARGUMENT, "job.outputs[0] is NULL");
  WRONG(t, outputs[0], NULL, ARGUMENT, "job.outputs[0] is NULL");
  WRONG(t, job.output_count, 0, ARGUMENT, "writes 1 outputs");
  WRONG(t, inputs[0], NOT_UTF8, ARGUMENT, "job.inputs[0] is not UTF-8");
  WRONG(t, outputs[0], NOT_UTF8, ARGUMENT, "job.outputs[0] is not UTF-8");
  WRONG(t, inputs[0], "/no/such.tif", RASTER, "/no/such.tif");
  WRONG(t, outputs[0], "/no/folder/f.tif", IO, "/no/folder");
  WRONG(t, job.options, driver, ARGUMENT, "Nonsense");
  WRONG(t, job.options, foreign, ARGUMENT, "METHOD");
  WRONG(t, job.options, twice, ARGUMENT, "twice");
  WRONG(t, job.options, named, ARGUMENT, "given open");
  WRONG(t, job.options, precise, ARGUMENT, "PRECISION");

  t.job.progress = stop, t.job.user_data = &calls;
  FAILS(lejepa_gis_job_run(&t.job, NULL), CANCELLED, "");
  EXPECT(calls == 1 && !exists(out));
  t.job.progress = go_on;
  OK(lejepa_gis_job_run(&t.job, &report));
  EXPECT(calls > 2 && exists(out) && strstr(report, "\"valid_cells\"") && strstr(report, "\"task\":\"features\""));
  EXPECT(strstr(report, "\"reflectance\":\"dn: tag OFFSET=none\"") && strstr(report, "\"warnings\":[]"));
  lejepa_gis_text_free(report);

  t.job.progress = NULL, t.job.user_data = NULL;
  report = (char *)1;
  FAILS(lejepa_gis_job_run(&t.job, &report), EXISTS, "f.tif");
  EXPECT(report == NULL);
  t.job.options = again;
  OK(lejepa_gis_job_run(&t.job, NULL));
  t.job.options = NULL, t.outputs[0] = "/vsimem/f.tif";
  OK(lejepa_gis_job_run(&t.job, NULL));
  FAILS(lejepa_gis_job_run(&t.job, NULL), EXISTS, "/vsimem/f.tif");

  /* A host that was compiled with an older header: fields behind its structure are not looked at. */
  t.job.struct_size = offsetof(LejepaGisJob, context), t.job.context = (const LejepaGisContext *)1;
  t.outputs[0] = "/vsimem/older.tif";
  OK(lejepa_gis_job_run(&t.job, NULL));
  lejepa_gis_model_free(model);
  return 0;
}
