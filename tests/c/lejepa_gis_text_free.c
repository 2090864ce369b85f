#include "test.h"

int main(void) {
  char *json = NULL;
  lejepa_gis_text_free(NULL);
  OK(lejepa_gis_parameters(&json));
  lejepa_gis_text_free(json);
  return 0;
}
