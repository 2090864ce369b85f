#include "test.h"

int main(void) {
  char *json = NULL;
  FAILS(lejepa_gis_parameters(NULL), ARGUMENT, "json");
  OK(lejepa_gis_parameters(&json));
  EXPECT(json[0] == '[' && strstr(json, "\"OVERLAP\"") && strstr(json, "\"choices\""));
  lejepa_gis_text_free(json);
  return 0;
}
