#include "datasets.h"

int main(int argc, char **argv) {
  GDALDatasetH a = opened(argv[2], "before.tif"), b = opened(argv[2], "after.tif");
  LejepaGisModel *model = fixture(argv[1]);
  void *result = (void *)1;
  float first;
  UNUSED(argc);
  FAILS(lejepa_gis_change_datasets(model, a, NULL, NULL, NULL, NULL, NULL, NULL, &result), ARGUMENT, "dataset is NULL");
  EXPECT(result == NULL);
  FAILS(lejepa_gis_change_datasets(model, a, b, NULL, NULL, NULL, NULL, NULL, NULL), ARGUMENT, "both NULL");
  OK(lejepa_gis_change_datasets(model, a, b, NULL, NULL, NULL, NULL, NULL, &result));
  EXPECT(GDALRasterIO(GDALGetRasterBand(result, 1), GF_Read, 0, 0, 1, 1, &first, 1, 1, GDT_Float32, 0, 0) == CE_None);
  EXPECT(first >= 0.0f && first <= 2.0f);
  GDALClose(result);
  GDALClose(a);
  GDALClose(b);
  lejepa_gis_model_free(model);
  return 0;
}
