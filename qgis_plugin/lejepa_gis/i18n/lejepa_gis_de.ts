<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de">
<context>
    <name>lejepa_gis</name>
    <message>
        <location filename="../about_layer.py"/>
        <source>Warnings of the run:</source>
        <translation>Warnungen des Laufs:</translation>
    </message>
    <message>
        <location filename="../about_layer.py"/>
        <source>The licence of the images holds for what is made of them; this software adds none.</source>
        <translation>Für das, was aus den Bildern entsteht, gilt deren Lizenz; diese Software fügt keine hinzu.</translation>
    </message>
    <message>
        <location filename="../algorithms/areas.py"/>
        <source>Hectares of water appeared</source>
        <translation>Hektar neu entstandenes Wasser</translation>
    </message>
    <message>
        <location filename="../algorithms/areas.py"/>
        <source>Hectares of water gone</source>
        <translation>Hektar verschwundenes Wasser</translation>
    </message>
    <message>
        <location filename="../algorithms/areas.py"/>
        <source>Hectares burnt</source>
        <translation>Hektar verbrannt</translation>
    </message>
    <message>
        <location filename="../algorithms/areas.py"/>
        <source>Hectares of bare or built surface appeared</source>
        <translation>Hektar neuer offener Boden oder Bebauung</translation>
    </message>
    <message>
        <location filename="../algorithms/areas.py"/>
        <source>Hectares of vegetation lost</source>
        <translation>Hektar verlorene Vegetation</translation>
    </message>
    <message>
        <location filename="../algorithms/areas.py"/>
        <source>Hectares of vegetation gained</source>
        <translation>Hektar gewonnene Vegetation</translation>
    </message>
    <message>
        <location filename="../algorithms/areas.py"/>
        <source>Hectares brightened</source>
        <translation>Hektar heller geworden</translation>
    </message>
    <message>
        <location filename="../algorithms/areas.py"/>
        <source>Hectares darkened</source>
        <translation>Hektar dunkler geworden</translation>
    </message>
    <message>
        <location filename="../algorithms/areas.py"/>
        <source>Hectares of mixed change</source>
        <translation>Hektar gemischte Veränderung</translation>
    </message>
    <message>
        <location filename="../algorithms/areas.py"/>
        <source>Sentinel-2 L2A dates are compared as by Change between two dates; where the score reaches the threshold, polygons are drawn, each with its rank, hectares, score and, by rules on the colours of both dates, its kind: water appeared, burnt, vegetation lost and so on. A change raster made earlier gives the same polygons without kinds: choose it as first date, and no second one. So does a raster of Find similar; a raster of Transitions, or the classes of both dates, give an area for what went from one class to another.</source>
        <translation>Aufnahmen von Sentinel-2 L2A werden verglichen wie bei „Veränderung zwischen zwei Zeitpunkten“; wo der Wert die Schwelle erreicht, werden Polygone gezeichnet, jedes mit Rang, Hektar, Wert und, nach Regeln über die Farben beider Aufnahmen, seiner Art: neues Wasser, verbrannt, verlorene Vegetation und so weiter. Ein früher berechnetes Veränderungsraster ergibt dieselben Polygone ohne Art: als ersten Zeitpunkt wählen, und keinen zweiten. Ebenso ein Raster von „Ähnliches finden“; ein Raster der Übergänge, oder die Klassen beider Zeitpunkte, ergeben je eine Fläche für das, was aus einer Klasse in eine andere ging.</translation>
    </message>
    <message>
        <location filename="../algorithms/areas.py"/>
        <source>Change areas</source>
        <translation>Flächen der Veränderung</translation>
    </message>
    <message>
        <location filename="../algorithms/areas.py"/>
        <source>Areas of change</source>
        <translation>Veränderte Flächen</translation>
    </message>
    <message>
        <location filename="../algorithms/areas.py"/>
        <source>Number of areas</source>
        <translation>Anzahl der Flächen</translation>
    </message>
    <message>
        <location filename="../algorithms/areas.py"/>
        <source>Hectares of all areas</source>
        <translation>Hektar aller Flächen</translation>
    </message>
    <message>
        <location filename="../algorithms/areas.py"/>
        <source>Share of the valid area (0 to 1)</source>
        <translation>Anteil an der gültigen Fläche (0 bis 1)</translation>
    </message>
    <message>
        <location filename="../algorithms/areas.py"/>
        <source>Areas of each transition, as JSON</source>
        <translation>Flächen jedes Übergangs, als JSON</translation>
    </message>
    <message>
        <location filename="../algorithms/base.py"/>
        <source>{field}: {path} is a file that "{label}" reads; an input is never replaced.</source>
        <translation>{field}: {path} ist eine Datei, die „{label}“ liest; eine Eingabe wird nie ersetzt.</translation>
    </message>
    <message>
        <location filename="../algorithms/base.py"/>
        <source>tick "{box}"</source>
        <translation>„{box}“ ankreuzen</translation>
    </message>
    <message>
        <location filename="../algorithms/change.py"/>
        <source>Sentinel-2 L2A dates are compared cell by cell (80 m), by one of several measures. The map is transparent below the measure's threshold and coloured above it; the log says how many cells and hectares that is. What stands out is shown, not what it is: look at both dates where the map has colour.</source>
        <translation>Zwei Aufnahmen von Sentinel-2 L2A werden Zelle für Zelle (80 m) verglichen, mit einem von mehreren Maßen. Die Karte ist unter der Schwelle des Maßes durchsichtig und darüber farbig; das Protokoll nennt Zellen und Hektar. Gezeigt wird, was auffällt, nicht, was es ist: wo die Karte Farbe hat, beide Aufnahmen ansehen.</translation>
    </message>
    <message>
        <location filename="../algorithms/change.py"/>
        <source>Joint and residual: 1 is usual, from 1.75 on counts as changed. Cosine: 0 is alike, 1 unrelated; the season makes 0.1 to 0.2.</source>
        <translation>Joint und Residual: 1 ist üblich, ab 1.75 gilt als verändert. Kosinus: 0 ist gleich, 1 unverwandt; die Jahreszeit macht 0.1 bis 0.2.</translation>
    </message>
    <message>
        <location filename="../algorithms/change.py"/>
        <source>Values run from 0 (alike) to 2; unrelated features have 1.</source>
        <translation>Werte reichen von 0 (gleich) bis 2; Unverwandtes hat 1.</translation>
    </message>
    <message>
        <location filename="../algorithms/change.py"/>
        <source>Values are in medians of the scene: 1 is usual, 0 is a date against itself.</source>
        <translation>Werte sind in Medianen der Szene: 1 ist üblich, 0 ist eine Aufnahme gegen sich selbst.</translation>
    </message>
    <message>
        <location filename="../algorithms/change.py"/>
        <source>Values are in medians of the scene, of the model and of texture together: 1 is usual.</source>
        <translation>Werte sind in Medianen der Szene, von Modell und Textur zusammen: 1 ist üblich.</translation>
    </message>
    <message>
        <location filename="../algorithms/change.py"/>
        <source>Values are the sum of squared, standardised differences of pixels that no regression tells.</source>
        <translation>Werte sind die Summe der quadrierten, standardisierten Unterschiede der Pixel, die keine Regression erklärt.</translation>
    </message>
    <message>
        <location filename="../algorithms/change.py"/>
        <source>Values are the length of the difference of the bands.</source>
        <translation>Werte sind die Länge des Unterschieds der Kanäle.</translation>
    </message>
    <message>
        <location filename="../algorithms/change.py"/>
        <source>Change between two dates</source>
        <translation>Veränderung zwischen zwei Zeitpunkten</translation>
    </message>
    <message>
        <location filename="../algorithms/change.py"/>
        <source>From {threshold} on a cell counts as changed.</source>
        <translation>Ab {threshold} gilt eine Zelle als verändert.</translation>
    </message>
    <message>
        <location filename="../algorithms/change.py"/>
        <source>Change ({method})</source>
        <translation>Veränderung ({method})</translation>
    </message>
    <message>
        <location filename="../algorithms/change.py"/>
        <source>Both dates are the same raster, {layer}: choose two dates.</source>
        <translation>Beide Zeitpunkte sind dasselbe Raster, {layer}: zwei Aufnahmen wählen.</translation>
    </message>
    <message>
        <location filename="../algorithms/change.py"/>
        <source>Change</source>
        <translation>Veränderung</translation>
    </message>
    <message>
        <location filename="../algorithms/describe.py"/>
        <source>The mean is over the valid cells of a Sentinel-2 L2A raster, or a features raster made earlier.</source>
        <translation>Gemittelt wird über die gültigen Zellen eines Rasters von Sentinel-2 L2A oder eines früher berechneten Merkmalsrasters.</translation>
    </message>
    <message>
        <location filename="../algorithms/describe.py"/>
        <source>Global descriptor</source>
        <translation>Deskriptor des Ganzen</translation>
    </message>
    <message>
        <location filename="../algorithms/describe.py"/>
        <source>JSON files (*.json)</source>
        <translation>JSON-Dateien (*.json)</translation>
    </message>
    <message>
        <location filename="../algorithms/describe.py"/>
        <source>Descriptor</source>
        <translation>Deskriptor</translation>
    </message>
    <message>
        <location filename="../algorithms/describe.py"/>
        <source>Valid cells</source>
        <translation>Gültige Zellen</translation>
    </message>
    <message>
        <location filename="../algorithms/doctor.py"/>
        <source>Check the installation: library, processor, GDAL, model, and a self-test against stored numbers.</source>
        <translation>Prüft die Installation: Bibliothek, Prozessor, GDAL, Modell, und einen Selbsttest gegen gespeicherte Zahlen.</translation>
    </message>
    <message>
        <location filename="../algorithms/doctor.py"/>
        <source>Doctor</source>
        <translation>Doktor</translation>
    </message>
    <message>
        <location filename="../algorithms/doctor.py"/>
        <source>Library file to use from now on</source>
        <translation>Bibliotheksdatei, die von jetzt an gilt</translation>
    </message>
    <message>
        <location filename="../algorithms/doctor.py"/>
        <source>Only where the plugin came without the library: its file, which the plugin then remembers. If another one is loaded already, restart QGIS.</source>
        <translation>Nur wenn die Erweiterung ohne die Bibliothek kam: deren Datei, die sich die Erweiterung dann merkt. Ist schon eine andere geladen, QGIS neu starten.</translation>
    </message>
    <message>
        <location filename="../algorithms/doctor.py"/>
        <source>Forget the library file that was named here</source>
        <translation>Die hier genannte Bibliotheksdatei vergessen</translation>
    </message>
    <message>
        <location filename="../algorithms/doctor.py"/>
        <source>The plugin then looks where it would have looked without: beside itself, and on the system.</source>
        <translation>Die Erweiterung sucht dann, wo sie sonst gesucht hätte: neben sich selbst und im System.</translation>
    </message>
    <message>
        <location filename="../algorithms/doctor.py"/>
        <source>Report</source>
        <translation>Bericht</translation>
    </message>
    <message>
        <location filename="../algorithms/doctor.py"/>
        <source>Text files (*.txt)</source>
        <translation>Textdateien (*.txt)</translation>
    </message>
    <message>
        <location filename="../algorithms/doctor.py"/>
        <source>Whether the self-test passed</source>
        <translation>Ob der Selbsttest bestanden wurde</translation>
    </message>
    <message>
        <location filename="../algorithms/estimating.py"/>
        <source>Run again to run all the same.</source>
        <translation>Noch einmal starten, um trotzdem zu rechnen.</translation>
    </message>
    <message>
        <location filename="../algorithms/features.py"/>
        <source>One band for each number of the feature, one cell for 8 x 8 pixels (80 m). PCA to RGB and Change take the result, without encoding again.</source>
        <translation>Ein Kanal für jede Zahl des Merkmals, eine Zelle für 8 x 8 Pixel (80 m). „PCA zu RGB“ und „Veränderung“ nehmen das Ergebnis, ohne neu zu kodieren.</translation>
    </message>
    <message>
        <location filename="../algorithms/features.py"/>
        <source>Each band is one number of the feature; alone it means nothing. Cells that are alike have like numbers.</source>
        <translation>Jeder Kanal ist eine Zahl des Merkmals; allein bedeutet sie nichts. Gleichartige Zellen haben ähnliche Zahlen.</translation>
    </message>
    <message>
        <location filename="../algorithms/features.py"/>
        <source>Embed raster</source>
        <translation>Raster einbetten</translation>
    </message>
    <message>
        <location filename="../algorithms/features.py"/>
        <source>Features</source>
        <translation>Merkmale</translation>
    </message>
    <message>
        <location filename="../algorithms/job.py"/>
        <source>first date</source>
        <translation>erster Zeitpunkt</translation>
    </message>
    <message>
        <location filename="../algorithms/job.py"/>
        <source>second date</source>
        <translation>zweiter Zeitpunkt</translation>
    </message>
    <message>
        <location filename="../algorithms/job.py"/>
        <source> (and {count} more)</source>
        <translation> (und {count} weitere)</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Two numbers, 0.0001,-0.1 for example: reflectance = value x scale + offset. Wins over the choice.</source>
        <translation>Zwei Zahlen, zum Beispiel 0.0001,-0.1: Reflektanz = Wert x Skala + Versatz. Gilt vor der Auswahl.</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Model (empty: the built-in one)</source>
        <translation>Modell (leer: das eingebaute)</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Bands (auto, numbers or red=3,green=2,...)</source>
        <translation>Kanäle (auto, Nummern, red=3,green=2,...)</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Reflectance of the values</source>
        <translation>Reflektanz der Werte</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Cloud mask (SCL or other classes)</source>
        <translation>Wolkenmaske (SCL oder andere Klassen)</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Values of the mask that take a pixel away</source>
        <translation>Maskenwerte, die ein Pixel wegnehmen</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Values that mean no measurement</source>
        <translation>Werte, die keine Messung bedeuten</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Only inside these polygons</source>
        <translation>Nur innerhalb dieser Polygone</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Only these pixels (column,row,width,height)</source>
        <translation>Nur diese Pixel (Spalte,Zeile,Breite,Höhe)</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Resample to pixels of (0: as they are)</source>
        <translation>Umrechnen auf Pixel von (0: wie sie sind)</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Measure of change</source>
        <translation>Maß der Veränderung</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Warp second date onto the first one's grid</source>
        <translation>Zweites Bild auf das Gitter des ersten bringen</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Resampling of a warped second date</source>
        <translation>Umrechnung eines angepassten zweiten Bilds</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Compare dates that contradict each other</source>
        <translation>Widersprüchliche Aufnahmen vergleichen</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Bands of second date (empty: as the first)</source>
        <translation>Kanäle der zweiten (leer: wie die erste)</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Reflectance of the second date's values</source>
        <translation>Reflektanz der Werte der zweiten</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Cloud mask of the second date</source>
        <translation>Wolkenmaske der zweiten</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Threshold (auto, a number, share:2%, otsu)</source>
        <translation>Schwelle (auto, Zahl, share:2%, otsu)</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Smallest area [ha]</source>
        <translation>Kleinste Fläche [ha]</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Outlines may move by</source>
        <translation>Umrisse dürfen sich verschieben um</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Fit file (read, or written if new)</source>
        <translation>Anpassungsdatei (gelesen oder neu geschrieben)</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Smoothing of the map (auto or a number)</source>
        <translation>Glättung der Karte (auto oder Zahl)</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Whitening of the residual (0 to 0.5)</source>
        <translation>Weißung des Residuums (0 bis 0.5)</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Also write irmad's probability of change</source>
        <translation>Auch Wahrscheinlichkeit von IR-MAD schreiben</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>PCA basis file (read, or written if new)</source>
        <translation>Datei der PCA-Basis (gelesen oder neu)</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Write raw scores instead of colours</source>
        <translation>Rohe Werte statt Farben schreiben</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Range of each component that fills a colour</source>
        <translation>Bereich je Komponente, der eine Farbe füllt</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Number type of the features</source>
        <translation>Zahlentyp der Merkmale</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Overlap of chips (fast, best or 0 to 0.9)</source>
        <translation>Überlappung (fast, best oder 0 bis 0.9)</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Weight of a chip's cells towards its edge</source>
        <translation>Gewicht der Zellen zum Rand hin</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Pixels from cell to cell (patch, 4 or 2)</source>
        <translation>Pixel von Zelle zu Zelle (patch, 4 oder 2)</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Pixels of the map (cells, pixels or a size)</source>
        <translation>Pixel der Karte (cells, pixels, Größe)</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Chips to encode</source>
        <translation>Zu kodierende Ausschnitte</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Examples as places (x,y; x,y; ...)</source>
        <translation>Beispiele als Orte (x,y; x,y; ...)</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Reference system of these places</source>
        <translation>Bezugssystem dieser Orte</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Examples (points or polygons)</source>
        <translation>Beispiele (Punkte oder Polygone)</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Counter-examples (points or polygons)</source>
        <translation>Gegenbeispiele (Punkte oder Polygone)</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Score by the best example, not their mean</source>
        <translation>Nach dem besten Beispiel, nicht dem Mittel</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Also write the difference of two dates</source>
        <translation>Auch den Unterschied zweier Aufnahmen</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Labels (points or polygons)</source>
        <translation>Beschriftungen (Punkte oder Polygone)</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Field of the labels that names the class</source>
        <translation>Feld, das die Klasse nennt</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Raster of classes instead of labels</source>
        <translation>Klassenraster statt Beschriftungen</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Image of the features, to compare or colour</source>
        <translation>Bild der Merkmale, zum Vergleich oder Färben</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Also write probability and margin</source>
        <translation>Auch Wahrscheinlichkeit und Abstand</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Each labelled cell counts alike</source>
        <translation>Jede beschriftete Zelle zählt gleich</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Side of the blocks that are left out (cells)</source>
        <translation>Seite ausgelassener Blöcke (Zellen)</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Number of clusters</source>
        <translation>Anzahl der Gruppen</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Number that the clusters begin with</source>
        <translation>Zahl, mit der die Gruppen beginnen</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Only changes of many dates that are</source>
        <translation>Nur Veränderungen vieler Zeitpunkte, die</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>How the dates are compared</source>
        <translation>Wie die Zeitpunkte verglichen werden</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Folder that keeps the dates' features</source>
        <translation>Ordner, der die Merkmale behält</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Least share of valid cells on a date</source>
        <translation>Kleinster Anteil gültiger Zellen je Aufnahme</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Only ask about the newest date</source>
        <translation>Nur nach der neuesten Aufnahme fragen</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Out of the ordinary from an area of [ha]</source>
        <translation>Ungewöhnlich ab einer Fläche von [ha]</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Dates of history before one is asked</source>
        <translation>Frühere Aufnahmen, bevor gefragt wird</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Days of the year that are one season</source>
        <translation>Tage des Jahres, die eine Jahreszeit sind</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Number of early dates (auto or a number)</source>
        <translation>Anzahl früher Aufnahmen (auto oder Zahl)</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Number of late dates (auto or a number)</source>
        <translation>Anzahl später Aufnahmen (auto oder Zahl)</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>How features of others are stored</source>
        <translation>Wie fremde Merkmale gespeichert sind</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Least valid share of a cell's pixels</source>
        <translation>Kleinster gültiger Anteil einer Zelle</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Worker threads (0: all processors)</source>
        <translation>Rechenfäden (0: alle Prozessoren)</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Memory for pixels and features</source>
        <translation>Speicher für Pixel und Merkmale</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Folder for large temporary data</source>
        <translation>Ordner für große Zwischendaten</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Arithmetic of the encoder</source>
        <translation>Rechenart des Kodierers</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Write a cloud-optimised GeoTIFF</source>
        <translation>Cloud-optimiertes GeoTIFF schreiben</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Creation options</source>
        <translation>Erzeugungsoptionen</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Also write a STAC item</source>
        <translation>Auch einen STAC-Eintrag schreiben</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Also write a raster of valid shares</source>
        <translation>Auch ein Raster gültiger Anteile schreiben</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Report to look at</source>
        <translation>Bericht zum Ansehen</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Replace files that exist</source>
        <translation>Vorhandene Dateien ersetzen</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>What inputs may reach</source>
        <translation>Was Eingaben erreichen dürfen</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Bands of an ONNX model without metadata</source>
        <translation>Kanäle eines ONNX-Modells ohne Metadaten</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Means of an ONNX model without metadata</source>
        <translation>Mittel eines ONNX-Modells ohne Metadaten</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Deviations of an ONNX model without metadata</source>
        <translation>Streuung eines ONNX-Modells ohne Metadaten</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Extent to process</source>
        <translation>Ausdehnung der Berechnung</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Extent: on the whole raster's cells</source>
        <translation>Ausdehnung: auf den Zellen des Rasters</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>No cloud mask, not even the product's own</source>
        <translation>Keine Wolkenmaske, auch nicht die eigene</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Own scale and offset</source>
        <translation>Eigene Skala und Versatz</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Own scale and offset of the second date</source>
        <translation>Eigene Skala und Versatz der zweiten</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Only this part is processed; by default the whole raster.</source>
        <translation>Nur dieser Teil wird berechnet; sonst das ganze Raster.</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Moves the extent's edges outwards to the edges of the whole raster's cells (8 pixels), so that maps of several extents of one raster compare cell by cell.</source>
        <translation>Rückt die Ränder der Ausdehnung nach außen auf die Ränder der Zellen des ganzen Rasters (8 Pixel), damit sich Karten mehrerer Ausschnitte eines Rasters Zelle für Zelle vergleichen lassen.</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Without this and without a mask layer, a product's own scene classification is used.</source>
        <translation>Ohne dies und ohne Maske gilt die Szenenklassifikation des Produkts.</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Raster of classes that tells clouds and the like. Without one, the scene classification of the product is used where it has one.</source>
        <translation>Klassenraster, das Wolken und Ähnliches nennt. Ohne eines gilt die Szenenklassifikation des Produkts, wo es eine hat.</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Mask of the second date, where it differs from the first one's.</source>
        <translation>Maske der zweiten Aufnahme, wo sie von der ersten abweicht.</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Auto is joint for rasters, residual for features. Joint and residual show what stands out from what the scene does as a whole, in medians of the scene: building, clearing, quarries, among any seasons. A change of most of the scene, such as a flood of all water, passes for none in them. Cosine, from 0 to 2, sees every change: floods, fire, harvest, and the season. Irmad and vector measure pixels without a model, for comparison.</source>
        <translation>„Auto“ ist „joint“ für Raster, „residual“ für Merkmale. Diese beiden zeigen, was von dem abweicht, was die Szene als Ganzes tut, in Medianen der Szene: Bau, Rodung, Abbau, bei jeder Jahreszeit. Was fast die ganze Szene ändert, etwa eine Flut im ganzen Wasser, gilt ihnen als keine Veränderung. Kosinus, von 0 bis 2, sieht jede Veränderung: Fluten, Feuer, Ernte und die Jahreszeit. „irmad“ und „vector“ messen Pixel ohne Modell, zum Vergleich.</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Value from which on a cell counts as changed, or as like the examples: shown in colour, counted in the log, and where areas begin. The measure's own was measured on labelled scenes; a number, share:2% (what so much of the valid cells reaches) or otsu (what parts the values best in two) replaces it.</source>
        <translation>Wert, ab dem eine Zelle als verändert gilt, oder als den Beispielen ähnlich: er wird farbig gezeigt, im Protokoll gezählt, und ab ihm beginnen Flächen. Der Wert des Maßes wurde an beschrifteten Szenen gemessen; eine Zahl, share:2% (was so viel der gültigen Zellen erreicht) oder otsu (was die Werte am besten zweiteilt) ersetzt ihn.</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Width of the bell that smooths the map of change, in cells; the measure's own is 0.4 for joint, none for others.</source>
        <translation>Breite der Glocke, die die Karte der Veränderung glättet, in Zellen; der Wert des Maßes ist 0.4 für joint, sonst keine.</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Said as for the first date; only where the second one's differ.</source>
        <translation>Wie beim ersten Zeitpunkt; nur wo die zweite Aufnahme andere hat.</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Said as for the first date; only where the second one's differs.</source>
        <translation>Wie beim ersten Zeitpunkt; nur wo die zweite Aufnahme eine andere hat.</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>One basis makes colours of several runs comparable: name a new file in the first run, and it in others.</source>
        <translation>Eine Basis macht Farben mehrerer Läufe vergleichbar: im ersten Lauf eine neue Datei nennen, in anderen dieselbe.</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>What is learned from the inputs: the scale of change, the classifier, the centres of clusters. Name a new file in the first run, and it for other tiles or extents of the same dates, which then have the same scale and threshold, or for other features of one model, which then have the same classes.</source>
        <translation>Was aus den Eingaben gelernt wird: der Maßstab der Veränderung, der Klassifikator, die Mitten der Gruppen. Im ersten Lauf eine neue Datei nennen; dieselbe für andere Kacheln oder Ausschnitte derselben Aufnahmen, die dann denselben Maßstab und dieselbe Schwelle haben, oder für andere Merkmale eines Modells, die dann dieselben Klassen haben.</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Of a raster of Change over many dates: which changes count, all of first&gt;=2024-01-01, first&lt;=2024-06-30, confirming&gt;=3, state=stayed or state=returned, separated by commas.</source>
        <translation>Bei einem Raster von „Veränderung über viele Zeitpunkte“: welche Veränderungen zählen, alle von first&gt;=2024-01-01, first&lt;=2024-06-30, confirming&gt;=3, state=stayed oder state=returned, mit Kommas getrennt.</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Whether the newest date is out of the ordinary against all others: the log says so.</source>
        <translation>Ob die neueste Aufnahme gegenüber allen anderen ungewöhnlich ist: das Protokoll sagt es.</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>The image that the features were made of. Classify then tells how well plain means and deviations of its bands do beside the features; Cluster takes the colours of its clusters from its first three bands.</source>
        <translation>Das Bild, aus dem die Merkmale entstanden. „Klassifizieren“ sagt dann, wie gut bloße Mittel und Abweichungen seiner Kanäle neben den Merkmalen abschneiden; „Gruppieren“ nimmt die Farben der Gruppen aus seinen ersten drei Kanälen.</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>One file that works offline in any browser: both dates, the change between them, areas, scores, warnings and where all of it comes from. Of many dates: maps of how much and when over the newest date, the dates, and the history of the cells that changed most. It lies beside the output, or in its folder. Of a raster made earlier, of features and of classes, it has no pictures of the dates.</source>
        <translation>Eine Datei, die ohne Netz in jedem Browser läuft: beide Aufnahmen, die Veränderung zwischen ihnen, Flächen, Werte, Warnungen und woher alles kommt. Bei vielen Zeitpunkten: Karten, wie stark und wann, über der neuesten Aufnahme, die Zeitpunkte und der Verlauf der Zellen, die sich am stärksten verändert haben. Sie liegt neben der Ausgabe oder in deren Ordner. Bei einem früher berechneten Raster, bei Merkmalen und bei Klassen hat sie keine Bilder der Aufnahmen.</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Options of the output's format.</source>
        <translation>Optionen des Ausgabeformats.</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Without it, an output that exists is refused before the run. An input is never replaced.</source>
        <translation>Ohne dies wird eine vorhandene Ausgabe vor dem Lauf abgelehnt. Eine Eingabe wird nie ersetzt.</translation>
    </message>
    <message>
        <location filename="../algorithms/modelinfo.py"/>
        <source>Licence of the built-in weights: CC BY 4.0; what is written with them is not bound by it.</source>
        <translation>Lizenz der eingebauten Gewichte: CC BY 4.0; was mit ihnen geschrieben wird, ist nicht daran gebunden.</translation>
    </message>
    <message>
        <location filename="../algorithms/modelinfo.py"/>
        <source>Trained on Sentinel-2 level 2A of a few kinds of landscape, without labels: features have no class names.</source>
        <translation>Trainiert mit Sentinel-2 L2A weniger Landschaftsarten, ohne Beschriftungen: Merkmale haben keine Klassennamen.</translation>
    </message>
    <message>
        <location filename="../algorithms/modelinfo.py"/>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <location filename="../algorithms/modelinfo.py"/>
        <source>Kind of network</source>
        <translation>Art des Netzes</translation>
    </message>
    <message>
        <location filename="../algorithms/modelinfo.py"/>
        <source>SHA-256 of its weights</source>
        <translation>SHA-256 der Gewichte</translation>
    </message>
    <message>
        <location filename="../algorithms/modelinfo.py"/>
        <source>What to be careful about</source>
        <translation>Was zu beachten ist</translation>
    </message>
    <message>
        <location filename="../algorithms/modelinfo.py"/>
        <source>Side of a chip [pixels]</source>
        <translation>Seite eines Ausschnitts [Pixel]</translation>
    </message>
    <message>
        <location filename="../algorithms/modelinfo.py"/>
        <source>Side of a cell [pixels]</source>
        <translation>Seite einer Zelle [Pixel]</translation>
    </message>
    <message>
        <location filename="../algorithms/modelinfo.py"/>
        <source>Numbers of a feature</source>
        <translation>Zahlen eines Merkmals</translation>
    </message>
    <message>
        <location filename="../algorithms/modelinfo.py"/>
        <source>Show kind, size, bands, statistics and digest of a model file, or of the built-in model.</source>
        <translation>Zeigt Art, Größe, Kanäle, Statistik und Prüfsumme einer Modelldatei oder des eingebauten Modells.</translation>
    </message>
    <message>
        <location filename="../algorithms/modelinfo.py"/>
        <source>Model information</source>
        <translation>Auskunft über ein Modell</translation>
    </message>
    <message>
        <location filename="../algorithms/modelinfo.py"/>
        <source>Information</source>
        <translation>Auskunft</translation>
    </message>
    <message>
        <location filename="../algorithms/modelinfo.py"/>
        <source>Mean and spread of each band, reflectance x 10000:</source>
        <translation>Mittel und Streuung jedes Kanals, Reflektanz x 10000:</translation>
    </message>
    <message>
        <location filename="../algorithms/one_raster.py"/>
        <source>Classify</source>
        <translation>Klassifizieren</translation>
    </message>
    <message>
        <location filename="../algorithms/one_raster.py"/>
        <source>Cluster</source>
        <translation>Gruppieren</translation>
    </message>
    <message>
        <location filename="../algorithms/one_raster.py"/>
        <source>Transitions</source>
        <translation>Übergänge</translation>
    </message>
    <message>
        <location filename="../algorithms/one_raster.py"/>
        <source>Threshold, cells and hectares like the examples, as JSON</source>
        <translation>Schwelle, Zellen und Hektar wie die Beispiele, als JSON</translation>
    </message>
    <message>
        <location filename="../algorithms/one_raster.py"/>
        <source>Cells and hectares of each class, as JSON</source>
        <translation>Zellen und Hektar jeder Klasse, als JSON</translation>
    </message>
    <message>
        <location filename="../algorithms/one_raster.py"/>
        <source>Cells and hectares of each cluster, as JSON</source>
        <translation>Zellen und Hektar jeder Gruppe, als JSON</translation>
    </message>
    <message>
        <location filename="../algorithms/one_raster.py"/>
        <source>Cells and hectares of each transition, as JSON</source>
        <translation>Zellen und Hektar jedes Übergangs, als JSON</translation>
    </message>
    <message>
        <location filename="../algorithms/options.py"/>
        <source>{field}: a layer is needed.</source>
        <translation>{field}: nötig ist ein Layer.</translation>
    </message>
    <message>
        <location filename="../algorithms/pca.py"/>
        <source>The first three principal components of the features become red, green and blue. Takes Sentinel-2 rasters or features rasters; colours compare between all rasters of one run, and between runs that name the same basis file.</source>
        <translation>Die ersten drei Hauptkomponenten der Merkmale werden Rot, Grün und Blau. Nimmt Raster von Sentinel-2 oder Merkmalsraster; Farben sind vergleichbar unter allen Rastern eines Laufs und unter Läufen mit derselben Basisdatei.</translation>
    </message>
    <message>
        <location filename="../algorithms/pca.py"/>
        <source>Red, green and blue are the first three principal components of the features: like colours mean like surfaces, and no colour has a meaning of its own.</source>
        <translation>Rot, Grün und Blau sind die ersten drei Hauptkomponenten der Merkmale: ähnliche Farben sind ähnliche Oberflächen; keine Farbe hat eine eigene Bedeutung.</translation>
    </message>
    <message>
        <location filename="../algorithms/pca.py"/>
        <source>PCA to RGB</source>
        <translation>PCA zu RGB</translation>
    </message>
    <message>
        <location filename="../algorithms/pca.py"/>
        <source>More rasters on the same basis</source>
        <translation>Weitere Raster auf derselben Basis</translation>
    </message>
    <message>
        <location filename="../algorithms/pca.py"/>
        <source>Other dates or tiles; their pictures go to the folder for more rasters.</source>
        <translation>Andere Zeitpunkte oder Kacheln; ihre Bilder kommen in den Ordner für weitere Raster.</translation>
    </message>
    <message>
        <location filename="../algorithms/pca.py"/>
        <source>Folder for more rasters</source>
        <translation>Ordner für weitere Raster</translation>
    </message>
    <message>
        <location filename="../algorithms/pca.py"/>
        <source>Gets one picture, pca_NAME.tif, for each of the other rasters.</source>
        <translation>Bekommt ein Bild, pca_NAME.tif, für jedes der anderen Raster.</translation>
    </message>
    <message>
        <location filename="../algorithms/pca.py"/>
        <source>say where the pictures of the other rasters go.</source>
        <translation>angeben, wohin die Bilder der anderen Raster kommen.</translation>
    </message>
    <message>
        <location filename="../algorithms/pca.py"/>
        <source>{field}: {folder} is no folder.</source>
        <translation>{field}: {folder} ist kein Ordner.</translation>
    </message>
    <message>
        <location filename="../algorithms/pca.py"/>
        <source>PCA scores</source>
        <translation>PCA-Werte</translation>
    </message>
    <message>
        <location filename="../algorithms/pca.py"/>
        <source>PCA</source>
        <translation>PCA</translation>
    </message>
    <message>
        <location filename="../algorithms/pca.py"/>
        <source>All pictures</source>
        <translation>Alle Bilder</translation>
    </message>
    <message>
        <location filename="../algorithms/raster.py"/>
        <source>Result of Embed raster, or features of others: any raster of 8 bands or more, AlphaEarth's and TESSERA's too.</source>
        <translation>Ergebnis von „Raster einbetten“ oder fremde Merkmale: jedes Raster mit 8 oder mehr Kanälen, auch die von AlphaEarth und TESSERA.</translation>
    </message>
    <message>
        <location filename="../algorithms/raster.py"/>
        <source>Sentinel-2 raster</source>
        <translation>Sentinel-2-Raster</translation>
    </message>
    <message>
        <location filename="../algorithms/raster.py"/>
        <source>First date</source>
        <translation>Erster Zeitpunkt</translation>
    </message>
    <message>
        <location filename="../algorithms/raster.py"/>
        <source>Second date</source>
        <translation>Zweiter Zeitpunkt</translation>
    </message>
    <message>
        <location filename="../algorithms/raster.py"/>
        <source>{date}: product instead of a layer</source>
        <translation>{date}: Produkt statt Layer</translation>
    </message>
    <message>
        <location filename="../algorithms/raster.py"/>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <location filename="../algorithms/raster.py"/>
        <source>{date}: further bands (layers)</source>
        <translation>{date}: weitere Kanäle (Layer)</translation>
    </message>
    <message>
        <location filename="../algorithms/raster.py"/>
        <source>Features raster</source>
        <translation>Merkmalsraster</translation>
    </message>
    <message>
        <location filename="../algorithms/raster.py"/>
        <source>extent</source>
        <translation>Ausdehnung</translation>
    </message>
    <message>
        <location filename="../algorithms/raster.py"/>
        <source>window</source>
        <translation>Fenster</translation>
    </message>
    <message>
        <location filename="../algorithms/raster.py"/>
        <source>area</source>
        <translation>Gebiet</translation>
    </message>
    <message>
        <location filename="../algorithms/raster.py"/>
        <source>Raster with red, green, blue, nir and swir16 (B04, B03, B02, B08, B11), level 2A; or a features raster made earlier. Where each band is a layer of its own: the first of them.</source>
        <translation>Raster mit Rot, Grün, Blau, nahem und kurzwelligem Infrarot (B04, B03, B02, B08, B11), Stufe 2A; oder ein früher berechnetes Merkmalsraster. Wo jeder Kanal ein eigener Layer ist: der erste.</translation>
    </message>
    <message>
        <location filename="../algorithms/raster.py"/>
        <source>A .SAFE product, its zip or its MTD_MSIL2A.xml, a folder or a zip of band files, or a STAC item (.json). It wins over the layer.</source>
        <translation>Ein .SAFE-Produkt, dessen Zip oder MTD_MSIL2A.xml, ein Ordner oder Zip von Kanaldateien oder ein STAC-Eintrag (.json). Gilt vor dem Layer.</translation>
    </message>
    <message>
        <location filename="../algorithms/raster.py"/>
        <source>Bands are known by their names; if these tell nothing, set Bands to 1,2,3,4,5 and give red first, then green, blue, nir and swir16 here, in this order.</source>
        <translation>Kanäle sind an ihren Namen zu erkennen; sagen diese nichts, bei Kanälen 1,2,3,4,5 angeben, zuerst Rot wählen und hier Grün, Blau, nir und swir16, in dieser Reihenfolge.</translation>
    </message>
    <message>
        <location filename="../algorithms/run.py"/>
        <source>One pass over both dates writes all that the other algorithms write, and a report to look at. The maps come as one group of layers: areas of change, change by the method and by cosine, components of both dates.</source>
        <translation>Ein Durchgang durch beide Aufnahmen schreibt alles, was die anderen Werkzeuge schreiben, und einen Bericht zum Ansehen. Die Karten kommen als eine Gruppe von Layern: veränderte Flächen, Veränderung nach dem Maß und nach Kosinus, Komponenten beider Aufnahmen.</translation>
    </message>
    <message>
        <location filename="../algorithms/run.py"/>
        <source>Everything about two dates</source>
        <translation>Alles über zwei Zeitpunkte</translation>
    </message>
    <message>
        <location filename="../algorithms/run.py"/>
        <source>Folder for all results</source>
        <translation>Ordner für alle Ergebnisse</translation>
    </message>
    <message>
        <location filename="../algorithms/series.py"/>
        <source>Choose three rasters or more of one place, each of one date with all its bands, or features rasters. Bands of the result: date of the first change that the next date confirms (days since 1970-01-01), its magnitude, confirming dates, valid dates, and what became of it (1 stayed, 2 returned, 3 not confirmed yet).</source>
        <translation>Drei oder mehr Raster eines Ortes wählen, jedes von einem Zeitpunkt mit allen Kanälen, oder Merkmalsraster. Kanäle des Ergebnisses: Datum der ersten Veränderung, die die nächste Aufnahme bestätigt (Tage seit 1970-01-01), ihre Größe, bestätigende Aufnahmen, gültige Aufnahmen, und was daraus wurde (1 blieb, 2 kehrte zurück, 3 noch nicht bestätigt).</translation>
    </message>
    <message>
        <location filename="../algorithms/series.py"/>
        <source>Change over many dates</source>
        <translation>Veränderung über viele Zeitpunkte</translation>
    </message>
    <message>
        <location filename="../algorithms/series.py"/>
        <source>Dates (three rasters or more)</source>
        <translation>Zeitpunkte (drei oder mehr Raster)</translation>
    </message>
    <message>
        <location filename="../algorithms/series.py"/>
        <source>In any order: each tells when it was sensed, by its metadata or its name (20240630). Products count with them.</source>
        <translation>In beliebiger Reihenfolge: jedes sagt durch Metadaten oder Namen (20240630), wann es aufgenommen wurde. Produkte zählen mit.</translation>
    </message>
    <message>
        <location filename="../algorithms/series.py"/>
        <source>Folder of products</source>
        <translation>Ordner mit Produkten</translation>
    </message>
    <message>
        <location filename="../algorithms/series.py"/>
        <source>Each product in it is a date: .SAFE products, zips, folders of band files, and STAC items (.json). They count with the layers.</source>
        <translation>Jedes Produkt darin ist ein Zeitpunkt: .SAFE-Produkte, Zip-Dateien, Ordner mit Kanaldateien und STAC-Einträge (.json). Sie zählen mit den Layern.</translation>
    </message>
    <message>
        <location filename="../algorithms/series.py"/>
        <source>Product files</source>
        <translation>Produktdateien</translation>
    </message>
    <message>
        <location filename="../algorithms/series.py"/>
        <source>Zips, MTD_MSIL2A.xml of .SAFE products, and STAC items (.json), each of one date. They count with the layers.</source>
        <translation>Zip-Dateien, MTD_MSIL2A.xml von .SAFE-Produkten und STAC-Einträge (.json), jedes von einem Zeitpunkt. Sie zählen mit den Layern.</translation>
    </message>
    <message>
        <location filename="../algorithms/series.py"/>
        <source>{field}: no product lies in {path}.</source>
        <translation>{field}: In {path} liegt kein Produkt.</translation>
    </message>
    <message>
        <location filename="../algorithms/series.py"/>
        <source>{field}: choose three rasters or products, or more; there are {count}.</source>
        <translation>{field}: drei oder mehr Raster oder Produkte wählen; es sind {count}.</translation>
    </message>
    <message>
        <location filename="../algorithms/series.py"/>
        <source>{field}: {path} is not there.</source>
        <translation>{field}: {path} ist nicht da.</translation>
    </message>
    <message>
        <location filename="../algorithms/similar.py"/>
        <source>Choose examples: a layer of points or polygons, or places as x,y. The score runs from -1 to 1; the report says from which value on a cell counts as like them. With the features of a second date, both dates are scored by the same examples; the second raster may hold their difference too.</source>
        <translation>Beispiele wählen: einen Layer von Punkten oder Polygonen, oder Orte als x,y. Der Wert reicht von -1 bis 1; der Bericht sagt, ab welchem eine Zelle als ähnlich gilt. Mit den Merkmalen eines zweiten Zeitpunkts werden beide nach denselben Beispielen bewertet; das zweite Raster kann auch ihren Unterschied enthalten.</translation>
    </message>
    <message>
        <location filename="../algorithms/similar.py"/>
        <source>1 is like the examples, 0 unrelated.</source>
        <translation>1 ist wie die Beispiele, 0 unverwandt.</translation>
    </message>
    <message>
        <location filename="../algorithms/similar.py"/>
        <source>Find similar</source>
        <translation>Ähnliches finden</translation>
    </message>
    <message>
        <location filename="../algorithms/similar.py"/>
        <source>Similar</source>
        <translation>Ähnlichkeit</translation>
    </message>
    <message>
        <location filename="../algorithms/similar.py"/>
        <source>{raster} and {output} go together: give both, or neither.</source>
        <translation>{raster} und {output} gehören zusammen: beide angeben oder keines.</translation>
    </message>
    <message>
        <location filename="../algorithms/similar.py"/>
        <source>Features raster of a second date</source>
        <translation>Merkmalsraster eines zweiten Zeitpunkts</translation>
    </message>
    <message>
        <location filename="../algorithms/similar.py"/>
        <source>Of the same model; scored by the same examples.</source>
        <translation>Vom selben Modell; nach denselben Beispielen bewertet.</translation>
    </message>
    <message>
        <location filename="../algorithms/similar.py"/>
        <source>Similar at the second date</source>
        <translation>Ähnlichkeit am zweiten Zeitpunkt</translation>
    </message>
    <message>
        <location filename="../algorithms/table.py"/>
        <source>Models (*.pt *.onnx)</source>
        <translation>Modelle (*.pt *.onnx)</translation>
    </message>
    <message>
        <location filename="../algorithms/table.py"/>
        <source>Format of the output</source>
        <translation>Format der Ausgabe</translation>
    </message>
    <message>
        <location filename="../checks.py"/>
        <source>{field}: {needed} bands are needed (red, green, blue, nir, swir16); {layer} has {bands}.</source>
        <translation>{field}: {needed} Kanäle sind nötig (red, green, blue, nir, swir16); {layer} hat {bands}.</translation>
    </message>
    <message>
        <location filename="../checks.py"/>
        <source>Where each band is a layer of its own, add the others under "{further}".</source>
        <translation>Wo jeder Kanal ein eigener Layer ist, die anderen unter „{further}“ hinzufügen.</translation>
    </message>
    <message>
        <location filename="../checks.py"/>
        <source>{field}: {box} does not meet {layer} ({date}), which is {there} in {crs}.</source>
        <translation>{field}: {box} trifft {layer} ({date}) nicht, das in {crs} bei {there} liegt.</translation>
    </message>
    <message>
        <location filename="../checks.py"/>
        <source>The pixel grids of the two dates differ ({found}): tick "{box}".</source>
        <translation>Die Pixelgitter der beiden Aufnahmen sind verschieden ({found}): „{box}“ ankreuzen.</translation>
    </message>
    <message>
        <location filename="../checks.py"/>
        <source>{field}: choose a raster.</source>
        <translation>{field}: ein Raster wählen.</translation>
    </message>
    <message>
        <location filename="../checks.py"/>
        <source>a reference system without a name</source>
        <translation>ein Bezugssystem ohne Namen</translation>
    </message>
    <message>
        <location filename="../checks.py"/>
        <source>The dates have different reference systems, {one} and {two}: tick "{box}".</source>
        <translation>Die Aufnahmen haben verschiedene Bezugssysteme, {one} und {two}: „{box}“ ankreuzen.</translation>
    </message>
    <message>
        <location filename="../checks.py"/>
        <source>{one} and {two} pixels</source>
        <translation>{one} und {two} Pixel</translation>
    </message>
    <message>
        <location filename="../checks.py"/>
        <source>corners {moved} units apart</source>
        <translation>Ecken liegen {moved} Einheiten auseinander</translation>
    </message>
    <message>
        <location filename="../checks.py"/>
        <source>{field}: {layer} has no reference system, and {other} has {crs}. If it is the same, say so in QGIS: right click on the layer, Layer CRS, Set Layer CRS.</source>
        <translation>{field}: {layer} hat kein Bezugssystem, und {other} hat {crs}. Ist es dasselbe, in QGIS angeben: Rechtsklick auf den Layer, Layer-KBS, Layer-KBS setzen.</translation>
    </message>
    <message>
        <location filename="../dialogs/ask.py"/>
        <source>Yes</source>
        <translation>Ja</translation>
    </message>
    <message>
        <location filename="../dialogs/ask.py"/>
        <source>Before the run</source>
        <translation>Vor dem Lauf</translation>
    </message>
    <message>
        <location filename="../dialogs/ask.py"/>
        <source>Run with these answers</source>
        <translation>Mit diesen Antworten rechnen</translation>
    </message>
    <message>
        <location filename="../dialogs/ask.py"/>
        <source>Run all the same</source>
        <translation>Trotzdem rechnen</translation>
    </message>
    <message>
        <location filename="../dialogs/ask.py"/>
        <source>Back to the dialog</source>
        <translation>Zurück zum Dialog</translation>
    </message>
    <message>
        <location filename="../dialogs/ask.py"/>
        <source>Choose the bands from lists …</source>
        <translation>Kanäle aus Listen wählen …</translation>
    </message>
    <message>
        <location filename="../dialogs/ask.py"/>
        <source>The inputs do not tell everything. Please check these answers:</source>
        <translation>Die Eingaben sagen nicht alles. Bitte diese Antworten prüfen:</translation>
    </message>
    <message>
        <location filename="../dialogs/ask.py"/>
        <source>To be careful about</source>
        <translation>Zu beachten</translation>
    </message>
    <message>
        <location filename="../dialogs/bands.py"/>
        <source>Red (B04)</source>
        <translation>Rot (B04)</translation>
    </message>
    <message>
        <location filename="../dialogs/bands.py"/>
        <source>Green (B03)</source>
        <translation>Grün (B03)</translation>
    </message>
    <message>
        <location filename="../dialogs/bands.py"/>
        <source>Blue (B02)</source>
        <translation>Blau (B02)</translation>
    </message>
    <message>
        <location filename="../dialogs/bands.py"/>
        <source>Near infrared (B08)</source>
        <translation>Nahes Infrarot (B08)</translation>
    </message>
    <message>
        <location filename="../dialogs/bands.py"/>
        <source>Short-wave infrared (B11)</source>
        <translation>Kurzwelliges Infrarot (B11)</translation>
    </message>
    <message>
        <location filename="../dialogs/bands.py"/>
        <source>Bands of {layer}</source>
        <translation>Kanäle von {layer}</translation>
    </message>
    <message>
        <location filename="../dialogs/bands.py"/>
        <source>A band is chosen twice.</source>
        <translation>Ein Kanal ist zweimal gewählt.</translation>
    </message>
    <message>
        <location filename="../dialogs/bands.py"/>
        <source>Which band of the raster is which?</source>
        <translation>Welcher Kanal des Rasters ist welcher?</translation>
    </message>
    <message>
        <location filename="../dialogs/dialog.py"/>
        <source>Folder …</source>
        <translation>Ordner …</translation>
    </message>
    <message>
        <location filename="../dialogs/dialog.py"/>
        <source>A .SAFE product, or a folder of band files</source>
        <translation>Ein .SAFE-Produkt oder ein Ordner von Kanaldateien</translation>
    </message>
    <message>
        <location filename="../dialogs/dialog.py"/>
        <source>Product or folder of band files</source>
        <translation>Produkt oder Ordner von Kanaldateien</translation>
    </message>
    <message>
        <location filename="../dialogs/dialog.py"/>
        <source>Choose …</source>
        <translation>Wählen …</translation>
    </message>
    <message>
        <location filename="../dialogs/dialog.py"/>
        <source>Choose a raster layer first; the bands of products are known.</source>
        <translation>Zuerst einen Rasterlayer wählen; die Kanäle von Produkten sind bekannt.</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>A model file …</source>
        <translation>Eine Modelldatei …</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>From the metadata, or proved by the values</source>
        <translation>Aus den Metadaten, oder durch die Werte bewiesen</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>x 10000 (dn)</source>
        <translation>x 10000 (dn)</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>x 10000 + 1000, baseline 04.00 and later (dn-offset)</source>
        <translation>x 10000 + 1000, Baseline 04.00 und später (dn-offset)</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>0 to 1 (unit)</source>
        <translation>0 bis 1 (unit)</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>Built-in model</source>
        <translation>Eingebautes Modell</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>Texture of the scene, without a network</source>
        <translation>Textur der Szene, ohne Netz</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>Random weights, for comparison</source>
        <translation>Zufällige Gewichte, zum Vergleich</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>Automatic: joint for rasters, residual for features</source>
        <translation>Automatisch: joint für Raster, residual für Merkmale</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>Joint: what stands out, by model and texture</source>
        <translation>Joint: was auffällt, nach Modell und Textur</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>Residual: what stands out, by the model</source>
        <translation>Residual: was auffällt, nach dem Modell</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>Cosine: every change, floods, fire and season too</source>
        <translation>Kosinus: jede Veränderung, Flut, Feuer, auch Jahreszeit</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>IR-MAD: pixels, without a model</source>
        <translation>IR-MAD: Pixel, ohne Modell</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>Change vector: pixels, without a model</source>
        <translation>Änderungsvektor: Pixel, ohne Modell</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>As the first date</source>
        <translation>Wie beim ersten Zeitpunkt</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>32 bits</source>
        <translation>32 Bit</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>Rounded to 16 bits</source>
        <translation>Auf 16 Bit gerundet</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>8 bits with a scale and an offset for each band</source>
        <translation>8 Bit mit Skala und Versatz für jeden Kanal</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>All cells of a chip count alike</source>
        <translation>Alle Zellen eines Ausschnitts zählen gleich</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>Falls evenly towards the edge</source>
        <translation>Fällt gleichmäßig zum Rand</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>Falls smoothly towards the edge</source>
        <translation>Fällt weich zum Rand</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>The whole raster</source>
        <translation>Das ganze Raster</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>One chip in its centre</source>
        <translation>Ein Ausschnitt in der Mitte</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>From 2 % to 98 % of all values</source>
        <translation>Von 2 % bis 98 % aller Werte</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>From the least to the greatest value</source>
        <translation>Vom kleinsten zum größten Wert</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>Bilinear</source>
        <translation>Bilinear</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>Cubic</source>
        <translation>Kubisch</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>By the processor</source>
        <translation>Nach dem Prozessor</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>Full precision (f32)</source>
        <translation>Volle Genauigkeit (f32)</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>Faster where the processor has it (bf16)</source>
        <translation>Schneller, wo der Prozessor es hat (bf16)</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>Fastest where the processor has it (int8)</source>
        <translation>Am schnellsten, wo der Prozessor es hat (int8)</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>By their documented layout</source>
        <translation>Nach ihrem dokumentierten Aufbau</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>By each band's scale and offset</source>
        <translation>Nach Skala und Versatz jedes Kanals</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>As AlphaEarth's</source>
        <translation>Wie die von AlphaEarth</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>As TESSERA's</source>
        <translation>Wie die von TESSERA</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>Each date against its own past</source>
        <translation>Jede Aufnahme gegen ihre Vergangenheit</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>Several early dates against several late ones</source>
        <translation>Mehrere frühe gegen mehrere späte Aufnahmen</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>One HTML file that works offline</source>
        <translation>Eine HTML-Datei, die ohne Netz geht</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>None</source>
        <translation>Keine</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>Fast: a quarter</source>
        <translation>Schnell: ein Viertel</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>Best: a half</source>
        <translation>Am besten: die Hälfte</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>The measure's own</source>
        <translation>Der Wert des Maßes</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>The 2 % of highest value (share:2%)</source>
        <translation>Die 2 % mit dem höchsten Wert (share:2%)</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>What parts the values best in two (otsu)</source>
        <translation>Was die Werte am besten zweiteilt (otsu)</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>Side by side: 8 pixels</source>
        <translation>Nebeneinander: 8 Pixel</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>4 pixels: four times the work</source>
        <translation>4 Pixel: vierfache Arbeit</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>2 pixels: sixteen times the work</source>
        <translation>2 Pixel: sechzehnfache Arbeit</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>A quarter of the dates, from 2 to 6</source>
        <translation>Ein Viertel der Aufnahmen, 2 bis 6</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>Half of the dates, at most 3</source>
        <translation>Die Hälfte der Aufnahmen, höchstens 3</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>As the cells</source>
        <translation>Wie die Zellen</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>As the image's pixels</source>
        <translation>Wie die Pixel des Bilds</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>Those that stand out</source>
        <translation>Die auffälligen</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>None but what the file marks</source>
        <translation>Nur was die Datei nennt</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>Files and web addresses</source>
        <translation>Dateien und Webadressen</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>Nothing over a network</source>
        <translation>Nichts über ein Netz</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>Whatever GDAL opens</source>
        <translation>Was immer GDAL öffnet</translation>
    </message>
    <message>
        <location filename="../formats.py"/>
        <source>{field}: a file that ends in .{ending} is not known to hold this result whole (numbers, bands, nodata, place on the ground): take one of .{endings}.</source>
        <translation>{field}: von einer Datei mit der Endung .{ending} ist nicht bekannt, dass sie dieses Ergebnis ganz fasst (Zahlen, Kanäle, Nodata, Ort): eine von .{endings} nehmen.</translation>
    </message>
    <message>
        <location filename="../formats.py"/>
        <source>{ending} files</source>
        <translation>{ending}-Dateien</translation>
    </message>
    <message>
        <location filename="../install/fetch.py"/>
        <source>What came is not the library of this version: {found} bytes with SHA-256 {digest}; {bytes} bytes with {expected} were expected. Nothing was kept.</source>
        <translation>Was kam, ist nicht die Bibliothek dieser Version: {found} Bytes mit SHA-256 {digest}; erwartet waren {bytes} Bytes mit {expected}. Nichts wurde behalten.</translation>
    </message>
    <message>
        <location filename="../install/fetch.py"/>
        <source>Fetching the library of lejepa-gis</source>
        <translation>Bibliothek von lejepa-gis holen</translation>
    </message>
    <message>
        <location filename="../install/fetch.py"/>
        <source>cancelled</source>
        <translation>abgebrochen</translation>
    </message>
    <message>
        <location filename="../install/notice.py"/>
        <source>The plugin is installed, but its library is not there yet.</source>
        <translation>Die Erweiterung ist installiert, aber ihre Bibliothek ist noch nicht da.</translation>
    </message>
    <message>
        <location filename="../install/notice.py"/>
        <source>What to do</source>
        <translation>Was zu tun ist</translation>
    </message>
    <message>
        <location filename="../install/window.py"/>
        <source>Library of lejepa-gis</source>
        <translation>Bibliothek von lejepa-gis</translation>
    </message>
    <message>
        <location filename="../install/window.py"/>
        <source>Fetch it ({size} MB)</source>
        <translation>Holen ({size} MB)</translation>
    </message>
    <message>
        <location filename="../install/window.py"/>
        <source>Name its file …</source>
        <translation>Ihre Datei nennen …</translation>
    </message>
    <message>
        <location filename="../install/window.py"/>
        <source>Forget the named file</source>
        <translation>Die genannte Datei vergessen</translation>
    </message>
    <message>
        <location filename="../install/window.py"/>
        <source>Help</source>
        <translation>Hilfe</translation>
    </message>
    <message>
        <location filename="../install/window.py"/>
        <source>The library is there: {path}</source>
        <translation>Die Bibliothek ist da: {path}</translation>
    </message>
    <message>
        <location filename="../install/window.py"/>
        <source>The library's file</source>
        <translation>Die Datei der Bibliothek</translation>
    </message>
    <message>
        <location filename="../install/window.py"/>
        <source>Libraries (*.so *.so.* *.dll *.dylib);;All files (*)</source>
        <translation>Bibliotheken (*.so *.so.* *.dll *.dylib);;Alle Dateien (*)</translation>
    </message>
    <message>
        <location filename="../install/window.py"/>
        <source>The named file is forgotten. A library that is loaded stays until QGIS is started again.</source>
        <translation>Die genannte Datei ist vergessen. Eine geladene Bibliothek bleibt, bis QGIS neu gestartet wird.</translation>
    </message>
    <message>
        <location filename="../install/window.py"/>
        <source>It could not be fetched: {reason}</source>
        <translation>Sie konnte nicht geholt werden: {reason}</translation>
    </message>
    <message>
        <location filename="../install/window.py"/>
        <source>Install the plugin from the zip that holds the library for this system, or name the library's file here.</source>
        <translation>Die Erweiterung aus dem Zip installieren, das die Bibliothek für dieses System enthält, oder hier ihre Datei nennen.</translation>
    </message>
    <message>
        <location filename="../install/window.py"/>
        <source>The library is not there. Tried:</source>
        <translation>Die Bibliothek ist nicht da. Versucht wurde:</translation>
    </message>
    <message>
        <location filename="../menu.py"/>
        <source>Change between two dates …</source>
        <translation>Veränderung zwischen zwei Zeitpunkten …</translation>
    </message>
    <message>
        <location filename="../menu.py"/>
        <source>Change areas …</source>
        <translation>Flächen der Veränderung …</translation>
    </message>
    <message>
        <location filename="../menu.py"/>
        <source>Everything about two dates …</source>
        <translation>Alles über zwei Zeitpunkte …</translation>
    </message>
    <message>
        <location filename="../menu.py"/>
        <source>Library …</source>
        <translation>Bibliothek …</translation>
    </message>
    <message>
        <location filename="../outputs.py"/>
        <source>{field}: {path} exists: choose another name, or {box}.</source>
        <translation>{field}: {path} ist schon da: einen anderen Namen wählen, oder {box}.</translation>
    </message>
    <message>
        <location filename="../outputs.py"/>
        <source>{field}: the folder {folder} is not there.</source>
        <translation>{field}: der Ordner {folder} ist nicht da.</translation>
    </message>
    <message>
        <location filename="../outputs.py"/>
        <source>{field}: {path} is a folder; the name of a file is needed.</source>
        <translation>{field}: {path} ist ein Ordner; nötig ist der Name einer Datei.</translation>
    </message>
    <message>
        <location filename="../outputs.py"/>
        <source>{field}: {path} is a device or a pipe and no file; it is not replaced.</source>
        <translation>{field}: {path} ist ein Gerät oder eine Pipe und keine Datei; es wird nicht ersetzt.</translation>
    </message>
    <message>
        <location filename="../outputs.py"/>
        <source>Output</source>
        <translation>Ausgabe</translation>
    </message>
    <message>
        <location filename="../outputs.py"/>
        <source>{path} exists</source>
        <translation>{path} ist schon da</translation>
    </message>
    <message>
        <location filename="../panel/area_list.py"/>
        <source>Hectares</source>
        <translation>Hektar</translation>
    </message>
    <message>
        <location filename="../panel/area_list.py"/>
        <source>Score</source>
        <translation>Wert</translation>
    </message>
    <message>
        <location filename="../panel/area_list.py"/>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <location filename="../panel/chart.py"/>
        <source>{day}: no measurement</source>
        <translation>{day}: keine Messung</translation>
    </message>
    <message>
        <location filename="../panel/dates.py"/>
        <source>Draws areas where the change reaches the threshold, and lists the largest</source>
        <translation>Zeichnet Flächen, wo die Veränderung die Schwelle erreicht, und nennt die größten</translation>
    </message>
    <message>
        <location filename="../panel/dates.py"/>
        <source>Other date ({key})</source>
        <translation>Anderer Zeitpunkt ({key})</translation>
    </message>
    <message>
        <location filename="../panel/dates.py"/>
        <source>Map the change</source>
        <translation>Veränderung kartieren</translation>
    </message>
    <message>
        <location filename="../panel/dates.py"/>
        <source>Find areas</source>
        <translation>Flächen finden</translation>
    </message>
    <message>
        <location filename="../panel/dates.py"/>
        <source>Map</source>
        <translation>Karte</translation>
    </message>
    <message>
        <location filename="../panel/dates.py"/>
        <source>The map as it is</source>
        <translation>Die Karte, wie sie ist</translation>
    </message>
    <message>
        <location filename="../panel/dates.py"/>
        <source>Split</source>
        <translation>Geteilt</translation>
    </message>
    <message>
        <location filename="../panel/dates.py"/>
        <source>First date at the left, second at the right; drag the line between them</source>
        <translation>Erster Zeitpunkt links, zweiter rechts; die Linie dazwischen ziehen</translation>
    </message>
    <message>
        <location filename="../panel/dates.py"/>
        <source>Blink</source>
        <translation>Wechseln</translation>
    </message>
    <message>
        <location filename="../panel/dates.py"/>
        <source>One date; the key {key} shows the other</source>
        <translation>Ein Zeitpunkt; die Taste {key} zeigt den anderen</translation>
    </message>
    <message>
        <location filename="../panel/dates.py"/>
        <source>Areas</source>
        <translation>Flächen</translation>
    </message>
    <message>
        <location filename="../panel/dates.py"/>
        <source>Mapping the change</source>
        <translation>Veränderung wird kartiert</translation>
    </message>
    <message>
        <location filename="../panel/dates.py"/>
        <source>Finding areas</source>
        <translation>Flächen werden gesucht</translation>
    </message>
    <message>
        <location filename="../panel/dates.py"/>
        <source>Numbers of {layer}</source>
        <translation>Zahlen von {layer}</translation>
    </message>
    <message>
        <location filename="../panel/dock.py"/>
        <source>lejepa-gis: explore</source>
        <translation>lejepa-gis: erkunden</translation>
    </message>
    <message>
        <location filename="../panel/dock.py"/>
        <source>Find</source>
        <translation>Finden</translation>
    </message>
    <message>
        <location filename="../panel/dock.py"/>
        <source>Two dates</source>
        <translation>Zwei Zeitpunkte</translation>
    </message>
    <message>
        <location filename="../panel/dock.py"/>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <location filename="../panel/find.py"/>
        <source>Makes features of the raster that is selected in the list of layers</source>
        <translation>Berechnet Merkmale des Rasters, das in der Layerliste gewählt ist</translation>
    </message>
    <message>
        <location filename="../panel/find.py"/>
        <source>Add a raster of features to the project, or select an image and encode it.</source>
        <translation>Ein Merkmalsraster zum Projekt hinzufügen, oder ein Bild wählen und einbetten.</translation>
    </message>
    <message>
        <location filename="../panel/find.py"/>
        <source>Reading {layer}</source>
        <translation>{layer} wird gelesen</translation>
    </message>
    <message>
        <location filename="../panel/find.py"/>
        <source>Encoding {layer}</source>
        <translation>{layer} wird eingebettet</translation>
    </message>
    <message>
        <location filename="../panel/find.py"/>
        <source>Encode {layer}</source>
        <translation>{layer} einbetten</translation>
    </message>
    <message>
        <location filename="../panel/find.py"/>
        <source>Encode a raster</source>
        <translation>Ein Raster einbetten</translation>
    </message>
    <message>
        <location filename="../panel/find.py"/>
        <source>Press "Point at the map" to find what is like a place.</source>
        <translation>„Auf die Karte zeigen“ drücken, um Ähnliches wie an einem Ort zu finden.</translation>
    </message>
    <message>
        <location filename="../panel/find.py"/>
        <source>{megabytes} MiB of features are too many to keep in memory: answers come on click.</source>
        <translation>{megabytes} MiB Merkmale sind zu viele für den Speicher: Antworten kommen auf Klick.</translation>
    </message>
    <message>
        <location filename="../panel/find.py"/>
        <source>The features are being read.</source>
        <translation>Die Merkmale werden gelesen.</translation>
    </message>
    <message>
        <location filename="../panel/find.py"/>
        <source>There is no cell of the features.</source>
        <translation>Dort ist keine Zelle der Merkmale.</translation>
    </message>
    <message>
        <location filename="../panel/find.py"/>
        <source>Comparing all cells</source>
        <translation>Alle Zellen werden verglichen</translation>
    </message>
    <message>
        <location filename="../panel/find.py"/>
        <source>Examples: {plus}. Counter-examples: {minus}.</source>
        <translation>Beispiele: {plus}. Gegenbeispiele: {minus}.</translation>
    </message>
    <message>
        <location filename="../panel/find.py"/>
        <source>Move over the map; a click keeps a place.</source>
        <translation>Über die Karte fahren; ein Klick merkt sich einen Ort.</translation>
    </message>
    <message>
        <location filename="../panel/find.py"/>
        <source>Click on the map.</source>
        <translation>Auf die Karte klicken.</translation>
    </message>
    <message>
        <location filename="../panel/find_form.py"/>
        <source>A raster of features: made here, by Embed raster, or by others</source>
        <translation>Ein Merkmalsraster: hier berechnet, mit „Raster einbetten“, oder von anderen</translation>
    </message>
    <message>
        <location filename="../panel/find_form.py"/>
        <source>Point at the map</source>
        <translation>Auf die Karte zeigen</translation>
    </message>
    <message>
        <location filename="../panel/find_form.py"/>
        <source>Follow the mouse</source>
        <translation>Der Maus folgen</translation>
    </message>
    <message>
        <location filename="../panel/find_form.py"/>
        <source>Off: the map answers a click</source>
        <translation>Aus: die Karte antwortet auf Klick</translation>
    </message>
    <message>
        <location filename="../panel/find_form.py"/>
        <source>Clear</source>
        <translation>Leeren</translation>
    </message>
    <message>
        <location filename="../panel/find_form.py"/>
        <source>Like any one of the examples</source>
        <translation>Wie irgendeines der Beispiele</translation>
    </message>
    <message>
        <location filename="../panel/find_form.py"/>
        <source>By the best example instead of their mean; only without counter-examples</source>
        <translation>Nach dem besten Beispiel statt ihrem Mittel; nur ohne Gegenbeispiele</translation>
    </message>
    <message>
        <location filename="../panel/find_form.py"/>
        <source>This</source>
        <translation>Dies</translation>
    </message>
    <message>
        <location filename="../panel/find_form.py"/>
        <source>A click shows what is like the cell there, and forgets other examples</source>
        <translation>Ein Klick zeigt, was der Zelle dort ähnlich ist, und vergisst andere Beispiele</translation>
    </message>
    <message>
        <location filename="../panel/find_form.py"/>
        <source>+ Also this</source>
        <translation>+ Auch dies</translation>
    </message>
    <message>
        <location filename="../panel/find_form.py"/>
        <source>A click adds an example (with Shift in any mode)</source>
        <translation>Ein Klick fügt ein Beispiel hinzu (immer mit Umschalt)</translation>
    </message>
    <message>
        <location filename="../panel/find_form.py"/>
        <source>− Not this</source>
        <translation>− Dies nicht</translation>
    </message>
    <message>
        <location filename="../panel/find_form.py"/>
        <source>A click adds a counter-example (with Ctrl in any mode)</source>
        <translation>Ein Klick fügt ein Gegenbeispiel hinzu (immer mit Strg)</translation>
    </message>
    <message>
        <location filename="../panel/find_form.py"/>
        <source>Save as layer</source>
        <translation>Als Layer speichern</translation>
    </message>
    <message>
        <location filename="../panel/find_form.py"/>
        <source>As areas</source>
        <translation>Als Flächen</translation>
    </message>
    <message>
        <location filename="../panel/find_form.py"/>
        <source>To a file…</source>
        <translation>In eine Datei…</translation>
    </message>
    <message>
        <location filename="../panel/find_form.py"/>
        <source>A right click takes the nearest example away.</source>
        <translation>Ein Rechtsklick nimmt das nächste Beispiel weg.</translation>
    </message>
    <message>
        <location filename="../panel/history.py"/>
        <source>Point at a cell</source>
        <translation>Auf eine Zelle zeigen</translation>
    </message>
    <message>
        <location filename="../panel/history.py"/>
        <source>The features of these days are of different models ({counts} numbers).</source>
        <translation>Die Merkmale dieser Tage sind von verschiedenen Modellen ({counts} Zahlen).</translation>
    </message>
    <message>
        <location filename="../panel/history.py"/>
        <source>Features by day</source>
        <translation>Merkmale nach Tagen</translation>
    </message>
    <message>
        <location filename="../panel/history.py"/>
        <source>Features of three days or more are needed, with a date in their names.</source>
        <translation>Nötig sind Merkmale von drei Tagen oder mehr, mit einem Datum im Namen.</translation>
    </message>
    <message>
        <location filename="../panel/history.py"/>
        <source>Point at a cell: the chart shows how far each day is from the cell's median.</source>
        <translation>Auf eine Zelle zeigen: das Diagramm zeigt, wie weit jeder Tag vom Median der Zelle liegt.</translation>
    </message>
    <message>
        <location filename="../panel/history.py"/>
        <source>from the median</source>
        <translation>vom Median</translation>
    </message>
    <message>
        <location filename="../panel/jobs.py"/>
        <source>It was cancelled.</source>
        <translation>Es wurde abgebrochen.</translation>
    </message>
    <message>
        <location filename="../panel/saving.py"/>
        <source>Saving what is alike</source>
        <translation>Ähnliches wird gespeichert</translation>
    </message>
    <message>
        <location filename="../panel/saving.py"/>
        <source>Drawing areas</source>
        <translation>Flächen werden gezeichnet</translation>
    </message>
    <message>
        <location filename="../panel/session.py"/>
        <source>Features of {layer}</source>
        <translation>Merkmale von {layer}</translation>
    </message>
    <message>
        <location filename="../panel/status.py"/>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <location filename="../panel/styles.py"/>
        <source>like the examples, from {threshold}</source>
        <translation>wie die Beispiele, ab {threshold}</translation>
    </message>
    <message>
        <location filename="../panel/styles.py"/>
        <source>below {threshold}: not counted as like the examples</source>
        <translation>unter {threshold}: gilt nicht als ähnlich</translation>
    </message>
    <message>
        <location filename="../panel/threshold.py"/>
        <source>{hectares} ha, {share} of the valid area</source>
        <translation>{hectares} ha, {share} der gültigen Fläche</translation>
    </message>
    <message>
        <location filename="../panel/threshold.py"/>
        <source>{cells} cells, {share} of the valid ones</source>
        <translation>{cells} Zellen, {share} der gültigen</translation>
    </message>
    <message>
        <location filename="../panel/threshold.py"/>
        <source>Threshold</source>
        <translation>Schwelle</translation>
    </message>
    <message>
        <location filename="../provider.py"/>
        <source>lejepa-gis: feature and change maps from Sentinel-2</source>
        <translation>lejepa-gis: Karten von Merkmalen und Veränderung aus Sentinel-2</translation>
    </message>
    <message>
        <location filename="../results.py"/>
        <source>Valid shares</source>
        <translation>Gültige Anteile</translation>
    </message>
    <message>
        <location filename="../source.py"/>
        <source>the raster layer cannot be opened.</source>
        <translation>der Rasterlayer lässt sich nicht öffnen.</translation>
    </message>
    <message>
        <location filename="../source.py"/>
        <source>{layer} is a layer of the provider {provider} (a web or virtual layer), which holds a picture and no measurements: save the Sentinel-2 bands as a raster file and use that.</source>
        <translation>{layer} ist ein Layer von {provider} (aus dem Web oder virtuell), der ein Bild enthält und keine Messungen: die Kanäle von Sentinel-2 als Rasterdatei speichern und diese nehmen.</translation>
    </message>
    <message>
        <location filename="../source.py"/>
        <source>{layer}: cannot be opened with its options {options}</source>
        <translation>{layer}: lässt sich mit den Optionen {options} nicht öffnen</translation>
    </message>
    <message>
        <location filename="../locate.py"/>
        <source>The lejepa-gis library was not found or cannot be used. Do one of these, then restart QGIS: install the plugin from the zip that holds the library (Plugins, Install from ZIP); or name the library's file in the algorithm Doctor, which remembers it; or set the environment variable LEJEPA_GIS_LIBRARY to that file; or install the Python wheel of lejepa-gis into QGIS's Python; or install the library on the system (make install).</source>
        <translation>Die Bibliothek von lejepa-gis wurde nicht gefunden oder kann nicht benutzt werden. Eines davon tun und QGIS neu starten: die Erweiterung aus dem Zip mit der Bibliothek installieren (Erweiterungen, Aus ZIP installieren); oder ihre Datei im Werkzeug Doktor nennen, das sie sich merkt; oder die Umgebungsvariable LEJEPA_GIS_LIBRARY auf diese Datei setzen; oder das Python-Wheel von lejepa-gis in das Python von QGIS installieren; oder die Bibliothek im System installieren (make install).</translation>
    </message>
    <message>
        <location filename="../locate.py"/>
        <source>The file that Doctor remembers is tried alone: tick the box there that forgets it, to look elsewhere.</source>
        <translation>Die Datei, die sich der Doktor gemerkt hat, wird allein versucht: dort das Kästchen zum Vergessen ankreuzen, um anderswo zu suchen.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Write the dense features of a raster</source>
        <translation>Schreibt die dichten Merkmale eines Rasters</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Write principal components as RGB, one basis for all inputs</source>
        <translation>Schreibt Hauptkomponenten als RGB, eine Basis für alle Eingaben</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Write the change between two dates</source>
        <translation>Schreibt die Veränderung zwischen zwei Zeitpunkten</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Write the areas of change between two dates as polygons, with hectares, score and kind of change</source>
        <translation>Schreibt die Flächen der Veränderung zwischen zwei Zeitpunkten als Polygone, mit Hektar, Wert und Art</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Compute one descriptor per raster (the mean feature) as JSON</source>
        <translation>Berechnet einen Deskriptor je Raster (das mittlere Merkmal) als JSON</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Write everything about two dates into a folder, in one pass</source>
        <translation>Schreibt alles über zwei Zeitpunkte in einen Ordner, in einem Durchgang</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Find more cells like examples</source>
        <translation>Findet weitere Zellen wie die Beispiele</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Map classes from a few labels</source>
        <translation>Kartiert Klassen aus wenigen Beschriftungen</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Group cells that are alike, without labels</source>
        <translation>Gruppiert gleichartige Zellen, ohne Beschriftungen</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Tell from which class to which cells went between two dates</source>
        <translation>Sagt, aus welcher Klasse in welche die Zellen zwischen zwei Zeitpunkten gingen</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Classes of the earlier date: a raster of one band</source>
        <translation>Klassen des früheren Zeitpunkts: ein Raster mit einem Kanal</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Classes of the later date</source>
        <translation>Klassen des späteren Zeitpunkts</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Tell when each cell changed over many dates, whether it stayed, and whether the newest date is out of the ordinary</source>
        <translation>Sagt, wann sich jede Zelle über viele Zeitpunkte verändert hat, ob es blieb, und ob die neueste Aufnahme ungewöhnlich ist</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Examples as places: x,y, or several separated by semicolons, in the raster's reference system or the one of AT_CRS.</source>
        <translation>Beispiele als Orte: x,y, oder mehrere durch Semikolons getrennt, im Bezugssystem des Rasters oder dem von AT_CRS.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Reference system of AT, for example EPSG:4326.</source>
        <translation>Bezugssystem von AT, zum Beispiel EPSG:4326.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Vector file of points or polygons on what is looked for, in any reference system. Each counts alike, whatever its size.</source>
        <translation>Vektordatei von Punkten oder Polygonen auf dem, was gesucht wird, in jedem Bezugssystem. Jedes zählt gleich, wie groß es auch ist.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Vector file of points or polygons on what is not looked for: the score then tells one from the other by a ridge regression.</source>
        <translation>Vektordatei von Punkten oder Polygonen auf dem, was nicht gesucht wird: der Wert unterscheidet dann eines vom anderen durch eine Ridge-Regression.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Score by the best example instead of their mean: for examples that are unlike each other.</source>
        <translation>Bewertet nach dem besten Beispiel statt ihrem Mittel: für Beispiele, die einander unähnlich sind.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Of two dates on one grid: write a second band to the second output, its score less the first date's.</source>
        <translation>Bei zwei Zeitpunkten auf einem Gitter: schreibt einen zweiten Kanal in die zweite Ausgabe, ihren Wert weniger den des ersten Zeitpunkts.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Vector file of labelled points or polygons, in any reference system. A polygon labels the cells whose centre it holds.</source>
        <translation>Vektordatei beschrifteter Punkte oder Polygone, in jedem Bezugssystem. Ein Polygon beschriftet die Zellen, deren Mittelpunkt es enthält.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Attribute of LABELS that names the class.</source>
        <translation>Attribut von LABELS, das die Klasse nennt.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Raster of class numbers 1 to 254 instead of LABELS, in any reference system; it labels the cells of which one class fills three quarters.</source>
        <translation>Raster mit Klassennummern von 1 bis 254 statt LABELS, in jedem Bezugssystem; es beschriftet die Zellen, von denen eine Klasse drei Viertel füllt.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Write a raster beside each output with the probability of the class and its margin over the next one.</source>
        <translation>Schreibt neben jede Ausgabe ein Raster mit der Wahrscheinlichkeit der Klasse und ihrem Abstand zur nächsten.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Let each labelled cell count alike; by default each class does.</source>
        <translation>Lässt jede beschriftete Zelle gleich zählen; sonst zählt jede Klasse gleich.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Side of the blocks of cells that are left out together to tell how well labels are met.</source>
        <translation>Seite der Blöcke von Zellen, die zusammen ausgelassen werden, um zu sagen, wie gut die Beschriftungen getroffen werden.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Number of clusters.</source>
        <translation>Anzahl der Gruppen.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Begins the clusters: another number may find others.</source>
        <translation>Damit beginnen die Gruppen: eine andere Zahl kann andere finden.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>How many dates are looked at. history: each date of a cell against the median of its own earlier ones and against the nearest of them, in units of how far these lie apart and of how far cells like it lie from theirs on that date. before-after: the medians of the features of several early and of several late dates, as two dates (METHOD residual or cosine).</source>
        <translation>Wie viele Zeitpunkte angesehen werden. history: jede Aufnahme einer Zelle gegen den Median ihrer eigenen früheren und gegen die nächste von ihnen, in Einheiten dessen, wie weit diese auseinanderliegen und wie weit ähnliche Zellen an diesem Tag von ihren liegen. before-after: die Mediane der Merkmale mehrerer früher und mehrerer später Aufnahmen, als zwei Zeitpunkte (METHOD residual oder cosine).</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Folder that keeps the features of each date, made if it is missing: a date that was encoded before, with the same model and parameters, is found again by the digest of its pixels, so that one more date costs one encoding.</source>
        <translation>Ordner, der die Merkmale jeder Aufnahme behält, angelegt, wenn er fehlt: was schon mit demselben Modell und denselben Parametern kodiert wurde, wird an der Prüfsumme seiner Pixel wiedergefunden, so dass eine weitere Aufnahme nur eine Kodierung kostet.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Least share of the cells that are valid on any date which must be valid on a date: one with fewer is named and left out.</source>
        <translation>Kleinster Anteil der irgendwann gültigen Zellen, der an einem Zeitpunkt gültig sein muss: eine Aufnahme mit weniger wird genannt und ausgelassen.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Area from which cells that touch each other and stand out on the newest date make it out of the ordinary.</source>
        <translation>Fläche, ab der Zellen, die einander berühren und am neuesten Zeitpunkt auffallen, die Aufnahme ungewöhnlich machen.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Valid dates of a cell that are its history before a date is asked whether it stands out; auto is a quarter of the dates, at least 2 and at most 6 (of 3 dates, 1).</source>
        <translation>Gültige Aufnahmen einer Zelle, die ihre Vorgeschichte sind, ehe eine gefragt wird, ob sie auffällt; auto ist ein Viertel der Aufnahmen, mindestens 2 und höchstens 6 (bei 3 Aufnahmen 1).</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>A date that looks as the cell looked on one earlier date is no change: how many days of the year the two may lie apart, whatever the year; 183 is any season, 0 asks the median of the past alone.</source>
        <translation>Eine Aufnahme, die aussieht, wie die Zelle an einem früheren Zeitpunkt aussah, ist keine Veränderung: wie viele Tage des Jahres beide auseinanderliegen dürfen, in welchem Jahr auch immer; 183 ist jede Jahreszeit, 0 fragt allein den Median der Vergangenheit.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Number of early dates; auto is half of the dates, at most 3.</source>
        <translation>Anzahl früher Aufnahmen; auto ist die Hälfte aller, höchstens 3.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Number of late dates; auto is half of the dates, at most 3.</source>
        <translation>Anzahl später Aufnahmen; auto ist die Hälfte aller, höchstens 3.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Encoder: default (built in), untrained (built in, random weights), texture (no network: how each cell looks and its surroundings vary, fitted on the inputs), a PyTorch checkpoint of the published layout (.pt), or an ONNX file.</source>
        <translation>Kodierer: default (eingebaut), untrained (eingebaut, zufällige Gewichte), texture (kein Netz: wie jede Zelle aussieht und ihre Umgebung schwankt, an den Eingaben angepasst), ein PyTorch-Checkpoint des veröffentlichten Aufbaus (.pt) oder eine ONNX-Datei.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Which raster band is which model band: auto (by their names), numbers in the model's order (3,2,1,4,5), or names (red=3,green=2,blue=1,nir=4,swir16=5).</source>
        <translation>Welcher Kanal des Rasters welcher des Modells ist: auto (nach ihren Namen), Nummern in der Reihenfolge des Modells (3,2,1,4,5) oder Namen (red=3,green=2,blue=1,nir=4,swir16=5).</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>How values become reflectance: auto (from metadata; without any, from what values prove, with a warning: floats 0 to 1, or whole numbers with dark pixels, which are dn), dn (reflectance x 10000), dn-offset (the same with +1000, baseline 04.00 and later), unit (0 to 1), or a scale and an offset (0.0001,-0.1).</source>
        <translation>Wie Werte zu Reflektanz werden: auto (aus den Metadaten; ohne diese aus dem, was die Werte beweisen, mit einer Warnung: Gleitkommazahlen von 0 bis 1, oder ganze Zahlen mit dunklen Pixeln, die dn sind), dn (Reflektanz x 10000), dn-offset (dasselbe mit +1000, Baseline 04.00 und später), unit (0 bis 1), oder Skala und Versatz (0.0001,-0.1).</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Values of the mask that take a pixel away: values (8,9,10), a range (1..3), a limit (&gt;50), or bits counted from 0 (bits:1,3). The default is for Sentinel-2's scene classification (no data, saturated, cloud shadow, clouds, cirrus); other masks are refused unless their values are said.</source>
        <translation>Werte der Maske, die ein Pixel wegnehmen: Werte (8,9,10), ein Bereich (1..3), eine Grenze (&gt;50) oder Bits, ab 0 gezählt (bits:1,3). Vorgegeben ist die Szenenklassifikation von Sentinel-2 (keine Daten, gesättigt, Wolkenschatten, Wolken, Zirren); andere Masken werden abgelehnt, wenn ihre Werte nicht angegeben sind.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Values that mean no measurement, beside what files mark: numbers separated by commas; auto (a value far from all others that repeats, such as -10000, and 0 in all bands, with a warning), or none (every value counts, also those that no reflectance has).</source>
        <translation>Werte, die keine Messung bedeuten, neben denen, die Dateien nennen: Zahlen mit Kommas; auto (ein Wert weit von allen anderen, der sich wiederholt, etwa -10000, und 0 in allen Kanälen, mit einer Warnung) oder none (jeder Wert zählt, auch solche, die keine Reflektanz hat).</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Vector file: only the inside of its polygons counts, in any reference system.</source>
        <translation>Vektordatei: nur das Innere ihrer Polygone zählt, in jedem Bezugssystem.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Only these pixels: column,row,width,height, counted from 0 at the upper left.</source>
        <translation>Nur diese Pixel: Spalte,Zeile,Breite,Höhe, ab 0 von links oben gezählt.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Resample to pixels of this size on the ground (bilinear, or the average where pixels get larger); 0 leaves them as they are. The model was trained on 10 m.</source>
        <translation>Rechnet auf Pixel dieser Größe am Boden um (bilinear, oder das Mittel, wo Pixel größer werden); 0 lässt sie, wie sie sind. Das Modell wurde mit 10 m trainiert.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>How features rasters of others are stored: auto (by their documented layout), linear (values by each band's scale and offset), alphaearth (square codes in 8 bits), tessera (8 bits with a scale for each cell in NAME_scales.tif beside NAME.tif).</source>
        <translation>Wie fremde Merkmalsraster gespeichert sind: auto (nach ihrem dokumentierten Aufbau), linear (Werte nach Skala und Versatz jedes Kanals), alphaearth (quadratische Codes in 8 Bit), tessera (8 Bit mit einer Skala je Zelle in NAME_scales.tif neben NAME.tif).</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Smallest area: smaller ones are left out, and holes and gaps that are smaller are closed.</source>
        <translation>Kleinste Fläche: kleinere entfallen; kleinere Löcher und Lücken werden geschlossen.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>How far an outline may lie from where the score crosses the threshold, so that it has fewer points; 0 keeps all.</source>
        <translation>Wie weit ein Umriss von dort liegen darf, wo der Wert die Schwelle kreuzt, damit er weniger Punkte hat; 0 behält alle.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Power of the variance by which each axis of the residual is divided: 0 leaves them as they are, 0.5 makes all count alike. For joint and residual.</source>
        <translation>Potenz der Varianz, durch die jede Achse des Residuums geteilt wird: 0 lässt sie, wie sie sind, 0.5 lässt alle gleich zählen. Für joint und residual.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Write a second band: the probability of change by the chi-square distribution. For irmad.</source>
        <translation>Schreibt einen zweiten Kanal: die Wahrscheinlichkeit der Veränderung nach der Chi-Quadrat-Verteilung. Für irmad.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Warp the second date onto the first one's pixel grid, cut to their overlap, instead of refusing grids that differ. Products that name two tiles of the mission's grid are warped without asking, and it is said.</source>
        <translation>Bringt die zweite Aufnahme auf das Pixelgitter der ersten, auf ihre Überschneidung geschnitten, statt verschiedene Gitter abzulehnen. Produkte zweier Kacheln der Mission werden ohne Frage angepasst, und es wird gesagt.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>How ALIGN makes new pixels: bilinear takes the average where the second date's are smaller. Masks always take the nearest.</source>
        <translation>Wie ALIGN neue Pixel macht: bilinear nimmt das Mittel, wo die Pixel des zweiten Zeitpunkts kleiner sind. Masken nehmen immer das nächste.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Compare dates whose processing levels differ, or of which one contradicts its reflectance convention or is not sure of it, instead of refusing.</source>
        <translation>Vergleicht Aufnahmen verschiedener Stufen, oder von denen eine ihrer Reflektanz widerspricht oder sie nicht sicher kennt, statt abzulehnen.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Write raw principal component scores (float32) instead of RGB.</source>
        <translation>Schreibt rohe Werte der Hauptkomponenten (float32) statt RGB.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Range of each component that fills 0 to 255: percentiles 2 and 98 over all inputs, or their minimum and maximum.</source>
        <translation>Bereich jeder Komponente, der 0 bis 255 füllt: Perzentile 2 und 98 über alle Eingaben, oder ihr kleinster und größter Wert.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Storage of features: float32, float16, or int8 with a scale and offset per band.</source>
        <translation>Speicherung der Merkmale: float32, float16, oder int8 mit Skala und Versatz je Kanal.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Least share of a chip's side that neighbouring chips have in common: fast (0.25), best (0.5), or a number. More costs more time and leaves fainter seams.</source>
        <translation>Kleinster Anteil einer Ausschnittseite, den benachbarte Ausschnitte gemeinsam haben: fast (0.25), best (0.5) oder eine Zahl. Mehr kostet mehr Zeit und lässt schwächere Nähte.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>How a chip's cells count towards its edge where chips overlap.</source>
        <translation>Wie die Zellen eines Ausschnitts zu seinem Rand hin zählen, wo sich Ausschnitte überlappen.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Pixels from one cell to the next. patch: cells lie side by side (8 pixels for the built-in models). A half or a quarter of that (4, 2) makes finer cells: chips are encoded again at shifts, 4 or 16 times the work, and each cell is the patch of 8 x 8 pixels around it.</source>
        <translation>Pixel von einer Zelle zur nächsten. patch: Zellen liegen nebeneinander (8 Pixel bei den eingebauten Modellen). Die Hälfte oder ein Viertel davon (4, 2) ergibt feinere Zellen: Ausschnitte werden versetzt erneut kodiert, mit 4- oder 16-facher Arbeit, und jede Zelle ist das Feld von 8 x 8 Pixeln um sie.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Pixels of maps (change and components): cells, pixels (as large as the input's), or a size in units of the reference system (metres for UTM). On finer pixels than cells, values are interpolated between the centres of cells; a pixel is valid where its cell is. Nothing is encoded again.</source>
        <translation>Pixel der Karten (Veränderung und Komponenten): cells, pixels (so groß wie die der Eingabe) oder eine Größe in Einheiten des Bezugssystems (bei UTM Meter). Auf feineren Pixeln als Zellen wird zwischen den Mitten der Zellen interpoliert; ein Pixel ist gültig, wo seine Zelle es ist. Nichts wird erneut kodiert.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Encode the whole raster, or only one chip in its centre.</source>
        <translation>Kodiert das ganze Raster, oder nur einen Ausschnitt in der Mitte.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Least share of a cell's pixels that must be valid for the cell to be valid. From 0.75 on, the filled rest moves features by less than half of what two dates differ by.</source>
        <translation>Kleinster Anteil gültiger Pixel, ab dem eine Zelle gültig ist. Ab 0.75 verschiebt der gefüllte Rest die Merkmale um weniger als die Hälfte dessen, um das sich zwei Zeitpunkte unterscheiden.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Worker threads, and threads that GDAL decodes with; 0 means all processors, and GDAL's as it is configured.</source>
        <translation>Rechenfäden, und Fäden, mit denen GDAL entpackt; 0 bedeutet alle Prozessoren, und bei GDAL, was dort eingestellt ist.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Memory that the run may fill with pixels and features; beyond it, features wait in a temporary file beside the output.</source>
        <translation>Speicher, den der Lauf mit Pixeln und Merkmalen füllen darf; darüber hinaus warten Merkmale in einer Zwischendatei neben der Ausgabe.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Arithmetic of the encoder: f32, bf16 (faster where the processor has it), int8 (fastest where it has AVX512_VNNI), both within a cosine of 0.999 of f32 in every cell measured, or auto (bf16 on AMD with AVX512_BF16, int8 on others with AVX512_VNNI, else f32). Only transformers have bf16 and int8.</source>
        <translation>Rechenart des Kodierers: f32, bf16 (schneller, wo der Prozessor es hat), int8 (am schnellsten mit AVX512_VNNI), beide in jeder gemessenen Zelle mit einem Kosinus von mindestens 0.999 zu f32, oder auto (bf16 auf AMD mit AVX512_BF16, int8 auf anderen mit AVX512_VNNI, sonst f32). Nur Transformer haben bf16 und int8.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Write cloud-optimised GeoTIFFs.</source>
        <translation>Schreibt cloud-optimierte GeoTIFFs.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Write a STAC item beside the output: where and when, the model, every decision, and the parameters to repeat the run.</source>
        <translation>Schreibt einen STAC-Eintrag neben die Ausgabe: wo und wann, das Modell, jede Entscheidung, und die Parameter, um den Lauf zu wiederholen.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Write a raster beside the output with each cell's valid fraction and, where it is too small, the reason: 1 no measurement, 2 masked, 3 outside of the area.</source>
        <translation>Schreibt neben die Ausgabe ein Raster mit dem gültigen Anteil jeder Zelle und, wo er zu klein ist, dem Grund: 1 keine Messung, 2 maskiert, 3 außerhalb des Gebiets.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Band names of an ONNX encoder without metadata, in the order of its input: red,green,blue,nir,swir16.</source>
        <translation>Kanalnamen eines ONNX-Kodierers ohne Metadaten, in der Reihenfolge seines Eingangs: red,green,blue,nir,swir16.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Mean per band of an ONNX encoder without metadata, reflectance x 10000, separated by commas.</source>
        <translation>Mittel je Kanal eines ONNX-Kodierers ohne Metadaten, Reflektanz x 10000, mit Kommas getrennt.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Folder for large temporary data. By default they wait beside the output.</source>
        <translation>Ordner für große Zwischendaten. Sonst warten sie neben der Ausgabe.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Standard deviation per band of an ONNX encoder without metadata, separated by commas.</source>
        <translation>Standardabweichung je Kanal eines ONNX-Kodierers ohne Metadaten, mit Kommas getrennt.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>What inputs may reach through names in STAC items, products and virtual rasters: auto (files and web addresses; of an item on the web, the web only), any (whatever GDAL opens, raw bands and code included), local (nothing over a network), or below=FOLDER (files below one folder only).</source>
        <translation>Was Eingaben über Namen in STAC-Einträgen, Produkten und virtuellen Rastern erreichen dürfen: auto (Dateien und Webadressen; ein Eintrag aus dem Web nur das Web), any (was immer GDAL öffnet, rohe Kanäle und Code eingeschlossen), local (nichts über ein Netz) oder below=FOLDER (nur Dateien unter einem Ordner).</translation>
    </message>
</context>
</TS>
