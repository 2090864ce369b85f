#include "job.h"

/* A raster of another year: its date is text in the file. */
static const char *dated(const char *from, const char *was, const char *is, const char *to) {
  static char bytes[1 << 20];
  size_t i, count, length = strlen(was), found = 0;
  FILE *in = fopen(from, "rb"), *out;
  EXPECT(in && strlen(is) == length);
  count = fread(bytes, 1, sizeof bytes, in);
  EXPECT(count > length && count < sizeof bytes && fclose(in) == 0);
  for (i = 0; i + length <= count; i++) {
    if (memcmp(bytes + i, was, length) == 0) memcpy(bytes + i, is, length), found++;
  }
  out = fopen(to, "wb");
  EXPECT(found > 0 && out && fwrite(bytes, 1, count, out) == count && fclose(out) == 0);
  return to;
}

int main(int argc, char **argv) {
  LejepaGisModel *model = fixture(argv[1]);
  const char *watched[] = {"WATCH=YES", "REPORT=none", "OVERWRITE=YES", NULL}, *wrong[] = {"EARLY=2", NULL};
  const char *before = path(argv[2], "before.tif"), *after = path(argv[2], "after.tif");
  char *report = NULL;
  TestJob t;
  UNUSED(argc);
  prepare(&t, "series", model, 3, 1);
  t.inputs[0] = dated(after, "2023-", "2024-", path(argv[2], "later.tif"));
  t.inputs[1] = before, t.inputs[2] = after;
  t.outputs[0] = path(argv[2], "s.tif");
  WRONG(t, job.input_count, 2, ARGUMENT, "three dates or more");
  WRONG(t, inputs[1], after, ARGUMENT, "both sensed on 2023-");
  WRONG(t, job.options, wrong, ARGUMENT, "EARLY");
  WRONG(t, job.progress, stop, CANCELLED, "");
  EXPECT(!exists(t.outputs[0]) && !exists(path(argv[2], "s.tif.html")));
  OK(lejepa_gis_job_run(&t.job, &report));
  EXPECT(exists(t.outputs[0]) && exists(path(argv[2], "s.tif.html")));
  EXPECT(strstr(report, "\"dates\":[{\"date\":\"2022-06-12\",\"name\":\"before.tif\",\"clear\":1.0,\"used\":true,\"first_of_cells\":0}"));
  EXPECT(strstr(report, "\"encoded\":3") && strstr(report, "\"stayed\":{"));
  lejepa_gis_text_free(report);
  t.job.options = watched;
  OK(lejepa_gis_job_run(&t.job, &report));
  EXPECT(strstr(report, "\"watch\":{") && strstr(report, "\"date\":\"2024-"));
  lejepa_gis_text_free(report);
  lejepa_gis_model_free(model);
  return 0;
}
