#include "test.h"

int main(int argc, char **argv) {
  const char *text = "x";
  LejepaGisModel *model = fixture(argv[1]);
  UNUSED(argc);
  FAILS(lejepa_gis_model_caution(model, NULL), ARGUMENT, "text is NULL");
  FAILS(lejepa_gis_model_caution(NULL, &text), ARGUMENT, "model is NULL");
  EXPECT(text == NULL);
  OK(lejepa_gis_model_caution(model, &text));
  EXPECT(strcmp(text, "") == 0);
  lejepa_gis_model_free(model);
  return 0;
}
