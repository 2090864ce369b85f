#include "datasets.h"

int main(int argc, char **argv) {
  void *in[2], *results[2] = {(void *)1, (void *)1};
  const char *outputs[2] = {NULL, NULL};
  LejepaGisModel *model = fixture(argv[1]);
  UNUSED(argc);
  in[0] = opened(argv[2], "before.tif"), in[1] = opened(argv[2], "after.tif");
  FAILS(lejepa_gis_pca_datasets(model, NULL, NULL, 2, NULL, NULL, NULL, NULL, results), ARGUMENT, "datasets is NULL");
  EXPECT(results[0] == NULL && results[1] == NULL);
  FAILS(lejepa_gis_pca_datasets(model, in, NULL, 0, NULL, NULL, NULL, NULL, results), ARGUMENT, "no elements");
  FAILS(lejepa_gis_pca_datasets(model, in, outputs, 2, NULL, NULL, NULL, NULL, NULL), ARGUMENT, "both NULL");
  outputs[1] = path(argv[2], "pd.tif");
  OK(lejepa_gis_pca_datasets(model, in, outputs, 2, NULL, NULL, NULL, NULL, results));
  EXPECT(GDALGetRasterCount(results[0]) == 3 && GDALGetRasterCount(results[1]) == 3 && exists(outputs[1]));
  EXPECT(GDALGetMaskFlags(GDALGetRasterBand(results[0], 1)) == GMF_PER_DATASET);
  GDALClose(results[0]);
  GDALClose(results[1]);
  GDALClose(in[0]);
  GDALClose(in[1]);
  lejepa_gis_model_free(model);
  return 0;
}
