#include "test.h"

int main(int argc, char **argv) {
  LejepaGisModel *model = fixture(argv[1]);
  const char *a = path(argv[2], "before.tif"), *b = path(argv[2], "after.tif"), *out = path(argv[2], "all");
  const char *joint[] = {"METHOD=joint", "OVERWRITE=YES", NULL};
  char *report = NULL;
  UNUSED(argc);
  FAILS(lejepa_gis_run(model, NULL, b, out, NULL, NULL, NULL, NULL), ARGUMENT, "before is NULL");
  FAILS(lejepa_gis_run(model, a, NULL, out, NULL, NULL, NULL, NULL), ARGUMENT, "after is NULL");
  FAILS(lejepa_gis_run(model, a, b, NULL, NULL, NULL, NULL, NULL), ARGUMENT, "folder is NULL");
  FAILS(lejepa_gis_run(model, a, b, out, NULL, stop, NULL, NULL), CANCELLED, "");
  EXPECT(!exists(path(argv[2], "all/pca_basis.json")));
  OK(lejepa_gis_run(model, a, b, out, NULL, NULL, NULL, &report));
  EXPECT(exists(path(argv[2], "all/pca_basis.json")) && exists(path(argv[2], "all/change_cosine.tif")));
  EXPECT(strstr(report, "change_residual.tif"));
  lejepa_gis_text_free(report);
  FAILS(lejepa_gis_run(model, a, b, out, NULL, NULL, NULL, NULL), EXISTS, "all");
  EXPECT(!exists(path(argv[2], "all/change_joint.tif")));
  OK(lejepa_gis_run(model, a, b, out, joint, NULL, NULL, NULL));
  EXPECT(exists(path(argv[2], "all/change_joint.tif")));
  lejepa_gis_model_free(model);
  return 0;
}
