"""What the algorithms share: parameters, checks, progress, errors. SPDX-License-Identifier: GPL-2.0-or-later"""
import time
from pathlib import Path

from osgeo import gdal
from qgis.core import (
    QgsProcessing,
    QgsProcessingAlgorithm,
    QgsProcessingException,
    QgsProcessingParameterExtent,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterRasterLayer,
    QgsRasterFileWriter,
    QgsSettings,
    QgsUnitTypes,
)
from qgis.PyQt.QtGui import QIcon

from .. import locate, native
from ..request import time_left
from ..source import refusal, source
from . import table

MODEL_SETTING, LIBRARY_SETTING = "lejepa_gis/model", "lejepa_gis/library"


class Algorithm(QgsProcessingAlgorithm):
    """Base. `TASK` names the library's task; `FORM` the parameters of its table that the dialog shows."""

    ID = NAME = HELP = TASK = ""
    FORM = ()
    DATES = ("INPUT",)

    def createInstance(self):
        return type(self)()

    def name(self):
        return self.ID

    def displayName(self):
        return self.NAME

    def shortHelpString(self):
        return self.HELP

    def icon(self):
        return QIcon(str(Path(__file__).parent.with_name("icon.svg")))

    # --- parameters -----------------------------------------------------------------------------------------------

    def add_rasters(self):
        """One raster for each date, or one layer per band instead."""
        for name in self.DATES:
            label = {"INPUT": "Sentinel-2 raster", "BEFORE": "First date", "AFTER": "Second date"}[name]
            raster = QgsProcessingParameterRasterLayer(name, label, optional=True)
            raster.setHelp("Raster with red, green, blue, nir and swir16, L2A; needed unless band layers are given.")
            self.addParameter(raster)
        for name in self.DATES:
            layers = QgsProcessingParameterMultipleLayers(
                f"{name}_LAYERS", f"{name.capitalize()}: one layer per band", QgsProcessing.SourceType.TypeRaster,
                optional=True,
            )
            layers.setHelp("Instead of one raster: red, green, blue, nir, swir16, one layer each, in this order.")
            self.addParameter(table.advanced(layers))

    def add_form(self):
        """The extent, then the parameters of the table in `FORM`."""
        extent = QgsProcessingParameterExtent("EXTENT", "Extent to process", optional=True)
        extent.setHelp("Only this part is processed; by default the whole raster.")
        self.addParameter(extent)
        for name in self.FORM:
            default = QgsSettings().value(MODEL_SETTING, "") if name == "MODEL" else None
            self.addParameter(table.parameter(name, default))

    # --- checks ---------------------------------------------------------------------------------------------------

    def layers(self, parameters, name, context):
        """The layers of one date: a single raster, or one for each band."""
        one = self.parameterAsRasterLayer(parameters, name, context)
        if self.parameterDefinition(f"{name}_LAYERS") is None:
            return [one] if one else []
        many = self.parameterAsLayerList(parameters, f"{name}_LAYERS", context) or []
        return many or ([one] if one else [])

    def checkParameterValues(self, parameters, context):
        good, message = super().checkParameterValues(parameters, context)
        if not good:
            return good, message
        try:
            locate.load(QgsSettings().value(LIBRARY_SETTING, ""))
        except OSError as error:
            return False, str(error)
        if "INPUT" in self.DATES and self.parameterDefinition("INPUT") is None:
            return True, ""
        wrong = self.wrong_input(parameters, context)
        return wrong is None, wrong or ""

    def wrong_input(self, parameters, context):
        """A sentence about the first input that cannot be used, or None."""
        for name in self.DATES:
            layers = self.layers(parameters, name, context)
            if not layers:
                return f"{name}: choose a raster, or one layer per band."
            for layer in layers:
                wrong = refusal(layer)
                if wrong:
                    return f"{name}: {wrong}"
            bands = layers[0].bandCount() if len(layers) == 1 else len(layers)
            if bands < 5:
                return f"{name}: 5 bands are needed (red, green, blue, nir, swir16); {bands} found."
            features = bands >= 128
            wrong = None if features else self.wrong_pixels(name, layers[0], parameters, context)
            if wrong:
                return wrong
        return None

    def wrong_pixels(self, name, layer, parameters, context):
        """Checks size on the ground and declared reflectance against the values of a small sample."""
        pixel = layer.rasterUnitsPerPixelX()
        metres = layer.crs().mapUnits() == QgsUnitTypes.DistanceUnit.DistanceMeters
        target = self.parameterDefinition("TARGET_RESOLUTION")
        resampled = target and self.parameterAsDouble(parameters, "TARGET_RESOLUTION", context) > 0
        if layer.crs().isValid() and metres and not 5 <= pixel <= 20 and not resampled:
            return f"{name}: pixels are {pixel:g} m; the model was trained on 10 m. Set the target resolution to 10."
        convention = self.parameterAsEnumString(parameters, "REFLECTANCE", context)
        extent, centre = layer.extent(), layer.extent().center()
        half_x, half_y = 32 * pixel, 32 * layer.rasterUnitsPerPixelY()
        extent.set(centre.x() - half_x, centre.y() - half_y, centre.x() + half_x, centre.y() + half_y)
        block = layer.dataProvider().block(1, extent, 64, 64)
        values = [block.value(r, c) for r in range(64) for c in range(64) if not block.isNoData(r, c)]
        top = max(values, default=0)
        if convention in ("dn", "dn-offset") and 0 < top <= 2:
            return f"{name}: values up to {top:g} look like reflectance from 0 to 1; set the reflectance to unit."
        if convention == "unit" and top > 100:
            return f"{name}: values up to {top:g} are not reflectance from 0 to 1; set the reflectance to dn or dn-offset."
        return None

    # --- running --------------------------------------------------------------------------------------------------

    def names(self, layers, temporary):
        """The name of one date for the library."""
        return ",".join(source(layer, temporary) for layer in layers)

    def options(self, parameters, context, layer):
        """Options for the library, named as in its table."""
        found = {}
        for name in self.FORM:
            found.update(table.option(self, name, parameters, context))
        if parameters.get("EXTENT"):
            box = self.parameterAsExtent(parameters, "EXTENT", context, layer.crs())
            found["BOUNDS"] = f"{box.xMinimum()!r},{box.yMinimum()!r},{box.xMaximum()!r},{box.yMaximum()!r}"
        if self.TASK != "describe":
            found["OVERWRITE"] = True  # QGIS asks before it gives the name of a file that exists
        QgsSettings().setValue(MODEL_SETTING, found.get("MODEL", ""))
        return found

    @staticmethod
    def add_driver(options, output):
        """Names the GDAL driver for an output that is no GeoTIFF."""
        driver = QgsRasterFileWriter.driverForExtension(Path(output).suffix)
        if driver not in ("", "GTiff"):
            options["DRIVER"] = driver

    def ask(self, request, feedback, temporary=()):
        """Runs the request on this thread; returns the report, or None if the user cancelled.

        Raises QgsProcessingException with the library's sentence. Unlinks what `temporary` names.
        """
        started = time.monotonic()

        def progress(fraction, message):
            feedback.setProgress(100 * fraction)
            feedback.setProgressText(message + time_left(fraction, time.monotonic() - started))
            return not feedback.isCanceled()

        feedback.pushInfo(f"lejepa-gis {native.version()}, on the CPU; options {request.options}")
        try:
            report = request.run(native, progress)
        except native.Error as error:
            if error.status == native.CANCELLED:
                feedback.pushInfo("Cancelled; nothing was written.")
                return None
            raise QgsProcessingException(str(error)) from error
        finally:
            for name in temporary:
                gdal.Unlink(name)
        caution = (report.get("model") or {}).get("caution")
        for warning in [*([caution] if caution else []), *report["warnings"]]:
            feedback.pushWarning(warning)
        for one in report["inputs"]:
            feedback.pushInfo(str(one))
        feedback.pushInfo(f"{report['seconds']} s")
        return report

    @staticmethod
    def dress(context, output, name, styler=None):
        """Names the layer that QGIS loads from `output`, and has it styled on the main thread."""
        if context.willLoadLayerOnCompletion(output):
            details = context.layerToLoadOnCompletionDetails(output)
            details.name = name
            if styler is not None:
                details.setPostProcessor(styler)
