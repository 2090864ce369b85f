#include "datasets.h"

int main(int argc, char **argv) {
  GDALDatasetH a = opened(argv[2], "before.tif"), b = opened(argv[2], "after.tif");
  LejepaGisModel *model = fixture(argv[1]);
  UNUSED(argc);
  FAILS(lejepa_gis_run_datasets(model, a, b, NULL, NULL, NULL, NULL, NULL), ARGUMENT, "folder is NULL");
  FAILS(lejepa_gis_run_datasets(model, NULL, b, path(argv[2], "all"), NULL, NULL, NULL, NULL), ARGUMENT, "dataset is NULL");
  EXPECT(!exists(path(argv[2], "all/descriptors.json")));
  OK(lejepa_gis_run_datasets(model, a, b, path(argv[2], "all"), NULL, NULL, NULL, NULL));
  EXPECT(exists(path(argv[2], "all/descriptors.json")));
  GDALClose(a);
  GDALClose(b);
  lejepa_gis_model_free(model);
  return 0;
}
