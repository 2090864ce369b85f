#include "test.h"

int main(void) {
  EXPECT(lejepa_gis_last_error() != NULL && lejepa_gis_last_error()[0] == '\0');
  FAILS(lejepa_gis_parameters(NULL), ARGUMENT, "json is NULL");
  char *json = NULL;
  OK(lejepa_gis_parameters(&json));
  EXPECT(lejepa_gis_last_error()[0] == '\0'); /* a success clears it */
  lejepa_gis_text_free(json);
  return 0;
}
