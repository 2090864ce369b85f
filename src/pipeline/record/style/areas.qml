<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22.0" styleCategories="Symbology|Labeling" labelsEnabled="1">
  <renderer-v2 type="categorizedSymbol" attr="@ATTRIBUTE@" enableorderby="0" forceraster="0" symbollevels="0">
    <categories>
@CATEGORIES@
    </categories>
    <symbols>
@SYMBOLS@
    </symbols>
  </renderer-v2>
  <labeling type="simple">
    <settings calloutType="simple">
      <text-style isExpression="1" fieldName="format_number(&quot;hectares&quot;, 1) || ' ha'" fontSize="9" fontSizeUnit="Point" textColor="0,0,0,255" textOpacity="1">
        <text-buffer bufferDraw="1" bufferSize="1" bufferSizeUnits="MM" bufferColor="255,255,255,255" bufferOpacity="0.8" bufferNoFill="1"/>
      </text-style>
      <text-format/>
      <placement placement="0" quadOffset="4" centroidInside="1"/>
      <rendering drawLabels="1" scaleVisibility="1" scaleMin="0" scaleMax="@LABELLED@" obstacle="1" fontLimitPixelSize="0" displayAll="0" maxNumLabels="2000"/>
    </settings>
  </labeling>
  <blendMode>0</blendMode>
  <layerGeometryType>2</layerGeometryType>
</qgis>
