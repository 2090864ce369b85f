#include "datasets.h"

int main(int argc, char **argv) {
  void *in[1];
  LejepaGisModel *model = fixture(argv[1]);
  char *report = (char *)1;
  UNUSED(argc);
  in[0] = NULL;
  FAILS(lejepa_gis_describe_datasets(model, NULL, 1, NULL, NULL, NULL, &report), ARGUMENT, "datasets is NULL");
  FAILS(lejepa_gis_describe_datasets(model, in, 1, NULL, NULL, NULL, &report), ARGUMENT, "dataset is NULL");
  EXPECT(report == NULL);
  in[0] = opened(argv[2], "before.tif");
  OK(lejepa_gis_describe_datasets(model, in, 1, NULL, NULL, NULL, &report));
  EXPECT(strstr(report, "descriptors"));
  lejepa_gis_text_free(report);
  GDALClose(in[0]);
  lejepa_gis_model_free(model);
  return 0;
}
