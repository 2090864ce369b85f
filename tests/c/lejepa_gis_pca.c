#include "test.h"

int main(int argc, char **argv) {
  LejepaGisModel *model = fixture(argv[1]);
  const char *in[] = {NULL, NULL}, *out[] = {NULL, NULL}, *hole[] = {NULL, NULL};
  char *report = NULL;
  UNUSED(argc);
  in[0] = path(argv[2], "before.tif"), in[1] = path(argv[2], "after.tif");
  out[0] = path(argv[2], "p1.tif"), out[1] = path(argv[2], "p2.tif"), hole[0] = in[0];
  FAILS(lejepa_gis_pca(model, NULL, out, 2, NULL, NULL, NULL, NULL), ARGUMENT, "inputs is NULL");
  FAILS(lejepa_gis_pca(model, in, NULL, 2, NULL, NULL, NULL, NULL), ARGUMENT, "outputs is NULL");
  FAILS(lejepa_gis_pca(model, in, out, 0, NULL, NULL, NULL, NULL), ARGUMENT, "empty");
  FAILS(lejepa_gis_pca(model, hole, out, 2, NULL, NULL, NULL, NULL), ARGUMENT, "inputs[1] is NULL");
  FAILS(lejepa_gis_pca(model, in, out, 2, NULL, stop, NULL, NULL), CANCELLED, "");
  EXPECT(!exists(out[0]) && !exists(out[1]));
  OK(lejepa_gis_pca(model, in, out, 2, NULL, NULL, NULL, &report));
  EXPECT(exists(out[1]) && strstr(report, "explained_variance"));
  lejepa_gis_text_free(report);
  lejepa_gis_model_free(model);
  return 0;
}
