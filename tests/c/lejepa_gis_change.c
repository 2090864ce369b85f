#include "test.h"

int main(int argc, char **argv) {
  LejepaGisModel *model = fixture(argv[1]);
  const char *a = path(argv[2], "before.tif"), *b = path(argv[2], "after.tif"), *out = path(argv[2], "c.tif");
  const char *method[] = {"METHOD=magic", NULL}, *twice[] = {"THREADS=1", "threads=2", NULL};
  char *report = NULL;
  UNUSED(argc);
  FAILS(lejepa_gis_change(model, NULL, b, out, NULL, NULL, NULL, NULL), ARGUMENT, "before is NULL");
  FAILS(lejepa_gis_change(model, a, NULL, out, NULL, NULL, NULL, NULL), ARGUMENT, "after is NULL");
  FAILS(lejepa_gis_change(model, a, b, NULL, NULL, NULL, NULL, NULL), ARGUMENT, "output is NULL");
  FAILS(lejepa_gis_change(model, a, b, out, method, NULL, NULL, NULL), ARGUMENT, "cosine, residual");
  FAILS(lejepa_gis_change(model, a, b, out, twice, NULL, NULL, NULL), ARGUMENT, "twice");
  FAILS(lejepa_gis_change(model, a, b, out, NULL, stop, NULL, NULL), CANCELLED, "");
  EXPECT(!exists(out));
  OK(lejepa_gis_change(model, a, b, out, NULL, NULL, NULL, &report));
  EXPECT(exists(out) && strstr(report, "valid_change_cells"));
  lejepa_gis_text_free(report);
  lejepa_gis_model_free(model);
  return 0;
}
