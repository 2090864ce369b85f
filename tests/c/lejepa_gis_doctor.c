#include "test.h"

int main(void) {
  char *text = (char *)1;
  int32_t healthy = 7;
  FAILS(lejepa_gis_doctor(NULL, NULL, &healthy), ARGUMENT, "text");
  EXPECT(healthy == 0);
  FAILS(lejepa_gis_doctor(NOT_UTF8, &text, NULL), ARGUMENT, "UTF-8");
  EXPECT(text == NULL);
  OK(lejepa_gis_doctor(NULL, &text, &healthy));
  EXPECT(healthy == 1 && strstr(text, "self-test") && strstr(text, "digest") && strstr(text, "verdict"));
  lejepa_gis_text_free(text);
  return 0;
}
