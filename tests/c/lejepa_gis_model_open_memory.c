#include "test.h"

int main(int argc, char **argv) {
  LejepaGisModel *model = (LejepaGisModel *)1;
  const char *name = NULL;
  FILE *file = fopen(path(argv[1], "vit_32.pt"), "rb");
  uint8_t *bytes = malloc(4 << 20);
  size_t size;
  UNUSED(argc);
  EXPECT(file != NULL && bytes != NULL);
  size = fread(bytes, 1, 4 << 20, file);
  fclose(file);
  FAILS(lejepa_gis_model_open_memory(NULL, 10, "m.pt", NULL, &model), ARGUMENT, "bytes is NULL");
  EXPECT(model == NULL);
  FAILS(lejepa_gis_model_open_memory(bytes, 0, "m.pt", NULL, &model), ARGUMENT, "bytes");
  FAILS(lejepa_gis_model_open_memory(bytes, SIZE_MAX, "m.pt", NULL, &model), ARGUMENT, "bytes");
  FAILS(lejepa_gis_model_open_memory(bytes, size, NULL, NULL, &model), ARGUMENT, "name is NULL");
  FAILS(lejepa_gis_model_open_memory(bytes, size, "m.pt", NULL, NULL), ARGUMENT, "model is NULL");
  FAILS(lejepa_gis_model_open_memory(bytes, size / 2, "half.pt", NULL, &model), MODEL, "half.pt");
  EXPECT(strstr(lejepa_gis_last_error(), "/tmp") == NULL); /* no name but the caller's */
  OK(lejepa_gis_model_open_memory(bytes, size, "m.pt", NULL, &model));
  free(bytes);
  OK(lejepa_gis_model_name(model, &name));
  EXPECT(strcmp(name, "m.pt") == 0);
  lejepa_gis_model_free(model);
  return 0;
}
