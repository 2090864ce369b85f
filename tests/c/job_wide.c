/* Files of 600 bytes that tell of rasters wider than any memory: a status and a sentence, and the host goes on. */
#include "job.h"

enum { TASKS = 5 };

static const char *wide(const char *folder, const char *name, long width, long height) {
  static const char *const names[] = {"B4", "B3", "B2", "B8", "B11"};
  const char *file = path(folder, name);
  FILE *f = fopen(file, "w");
  int band;
  EXPECT(f != NULL);
  fprintf(f, "<VRTDataset rasterXSize=\"%ld\" rasterYSize=\"%ld\"><GeoTransform>0,10,0,0,0,-10</GeoTransform>", width, height);
  for (band = 0; band < BANDS; band++)
    fprintf(f, "<VRTRasterBand dataType=\"UInt16\" band=\"%d\"><Description>%s</Description></VRTRasterBand>", band + 1, names[band]);
  fprintf(f, "</VRTDataset>");
  EXPECT(fclose(f) == 0);
  return file;
}

int main(int argc, char **argv) {
  static const char *const tasks[TASKS] = {"features", "pca", "describe", "change", "run"};
  static const size_t inputs[TASKS] = {1, 1, 1, 2, 2}, outputs[TASKS] = {1, 1, 0, 1, 1};
  static const long sizes[][2] = {{2000000000, 128}, {2147483647, 2147483647}};
  const char *options[] = {"REFLECTANCE=dn", "MEMORY=64", NULL};
  LejepaGisModel *model = fixture(argv[1]);
  size_t task, size;
  UNUSED(argc);
  for (size = 0; size < sizeof sizes / sizeof sizes[0]; size++) {
    const char *input = wide(argv[2], "h.vrt", sizes[size][0], sizes[size][1]);
    for (task = 0; task < TASKS; task++) {
      char *report = (char *)1;
      TestJob t;
      prepare(&t, tasks[task], model, inputs[task], outputs[task]);
      t.inputs[0] = t.inputs[1] = input, t.outputs[0] = path(argv[2], "wide.out"), t.job.options = options;
      FAILS(lejepa_gis_job_run(&t.job, &report), OUT_OF_MEMORY, "h.vrt");
      EXPECT(strstr(lejepa_gis_last_error(), "of memory, and there are") != NULL);
      EXPECT(report == NULL && !exists(t.outputs[0]));
      /* Numbers of an estimate do not begin anew where they become too large. */
      OK(lejepa_gis_job_estimate(&t.job, &report));
      EXPECT(strstr(report, "of memory, and there are") && (outputs[task] == 0 || !strstr(report, "\"output_bytes\":0,")));
      lejepa_gis_text_free(report);
    }
  }

  /* The same model goes on working. */
  {
    TestJob t;
    prepare(&t, "describe", model, 1, 0);
    t.inputs[0] = path(argv[2], "before.tif");
    OK(lejepa_gis_job_run(&t.job, NULL));
  }
  lejepa_gis_model_free(model);
  return 0;
}
