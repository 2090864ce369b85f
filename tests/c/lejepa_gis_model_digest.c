#include "test.h"

int main(int argc, char **argv) {
  const char *text = "x";
  LejepaGisModel *model = fixture(argv[1]);
  UNUSED(argc);
  FAILS(lejepa_gis_model_digest(model, NULL), ARGUMENT, "text is NULL");
  FAILS(lejepa_gis_model_digest(NULL, &text), ARGUMENT, "model is NULL");
  EXPECT(text == NULL);
  OK(lejepa_gis_model_digest(model, &text));
  EXPECT(strlen(text) == 64 && strspn(text, "0123456789abcdef") == 64);
  lejepa_gis_model_free(model);
  return 0;
}
