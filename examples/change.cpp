// Change between two rasters, with progress.
//
//   c++ -std=c++17 change.cpp $(pkg-config --cflags --libs lejepa_gis) -o change && ./change before.tif after.tif change.tif
#include <lejepa_gis.hpp>

#include <cstdio>

int main(int argc, char **argv) {
  if (argc != 4) {
    std::fprintf(stderr, "usage: %s BEFORE AFTER CHANGE\n", argv[0]);
    return 2;
  }
  try {
    const lejepa_gis::Model model("default");
    const auto report = lejepa_gis::change(model, argv[1], argv[2], argv[3], {"OVERWRITE=YES"},
                                           [](double fraction, const char *message) {
                                             std::fprintf(stderr, "\r%3.0f %% %s", fraction * 100, message);
                                             return true;
                                           });
    std::printf("\n%s\n", report.c_str());
  } catch (const lejepa_gis::Error &error) {
    std::fprintf(stderr, "\n%s\n", error.what());
    return 1;
  }
  return 0;
}
