<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="fr">
<context>
    <name>lejepa_gis</name>
    <message>
        <location filename="../about_layer.py"/>
        <source>Warnings of the run:</source>
        <translation>Avertissements de l'exécution :</translation>
    </message>
    <message>
        <location filename="../about_layer.py"/>
        <source>The licence of the images holds for what is made of them; this software adds none.</source>
        <translation>La licence des images vaut pour ce qui en est fait ; ce logiciel n'en ajoute aucune.</translation>
    </message>
    <message>
        <location filename="../algorithms/areas.py"/>
        <source>Hectares of water appeared</source>
        <translation>Hectares d'eau apparue</translation>
    </message>
    <message>
        <location filename="../algorithms/areas.py"/>
        <source>Hectares of water gone</source>
        <translation>Hectares d'eau disparue</translation>
    </message>
    <message>
        <location filename="../algorithms/areas.py"/>
        <source>Hectares burnt</source>
        <translation>Hectares brûlés</translation>
    </message>
    <message>
        <location filename="../algorithms/areas.py"/>
        <source>Hectares of bare or built surface appeared</source>
        <translation>Hectares de sol nu ou bâti apparus</translation>
    </message>
    <message>
        <location filename="../algorithms/areas.py"/>
        <source>Hectares of vegetation lost</source>
        <translation>Hectares de végétation perdue</translation>
    </message>
    <message>
        <location filename="../algorithms/areas.py"/>
        <source>Hectares of vegetation gained</source>
        <translation>Hectares de végétation gagnée</translation>
    </message>
    <message>
        <location filename="../algorithms/areas.py"/>
        <source>Hectares brightened</source>
        <translation>Hectares éclaircis</translation>
    </message>
    <message>
        <location filename="../algorithms/areas.py"/>
        <source>Hectares darkened</source>
        <translation>Hectares assombris</translation>
    </message>
    <message>
        <location filename="../algorithms/areas.py"/>
        <source>Hectares of mixed change</source>
        <translation>Hectares de changement mixte</translation>
    </message>
    <message>
        <location filename="../algorithms/areas.py"/>
        <source>Sentinel-2 L2A dates are compared as by Change between two dates; where the score reaches the threshold, polygons are drawn, each with its rank, hectares, score and, by rules on the colours of both dates, its kind: water appeared, burnt, vegetation lost and so on. A change raster made earlier gives the same polygons without kinds: choose it as first date, and no second one. So does a raster of Find similar; a raster of Transitions, or the classes of both dates, give an area for what went from one class to another.</source>
        <translation>Les dates Sentinel-2 L2A sont comparées comme par « Changement entre deux dates » ; où la valeur atteint le seuil, des polygones sont dessinés, chacun avec son rang, ses hectares, sa valeur et, par des règles sur les couleurs des deux dates, sa nature : eau apparue, brûlé, végétation perdue, etc. Un raster de changement déjà calculé donne les mêmes polygones sans nature : le choisir comme première date, sans seconde. De même un raster de « Trouver le semblable » ; un raster des transitions, ou les classes des deux dates, donnent une zone pour ce qui est passé d'une classe à une autre.</translation>
    </message>
    <message>
        <location filename="../algorithms/areas.py"/>
        <source>Change areas</source>
        <translation>Zones de changement</translation>
    </message>
    <message>
        <location filename="../algorithms/areas.py"/>
        <source>Areas of change</source>
        <translation>Zones changées</translation>
    </message>
    <message>
        <location filename="../algorithms/areas.py"/>
        <source>Number of areas</source>
        <translation>Nombre de zones</translation>
    </message>
    <message>
        <location filename="../algorithms/areas.py"/>
        <source>Hectares of all areas</source>
        <translation>Hectares de toutes les zones</translation>
    </message>
    <message>
        <location filename="../algorithms/areas.py"/>
        <source>Share of the valid area (0 to 1)</source>
        <translation>Part de la surface valide (0 à 1)</translation>
    </message>
    <message>
        <location filename="../algorithms/areas.py"/>
        <source>Areas of each transition, as JSON</source>
        <translation>Zones de chaque transition, en JSON</translation>
    </message>
    <message>
        <location filename="../algorithms/base.py"/>
        <source>{field}: {path} is a file that "{label}" reads; an input is never replaced.</source>
        <translation>{field} : {path} est un fichier lu par « {label} » ; une entrée n'est jamais remplacée.</translation>
    </message>
    <message>
        <location filename="../algorithms/base.py"/>
        <source>tick "{box}"</source>
        <translation>cocher « {box} »</translation>
    </message>
    <message>
        <location filename="../algorithms/change.py"/>
        <source>Sentinel-2 L2A dates are compared cell by cell (80 m), by one of several measures. The map is transparent below the measure's threshold and coloured above it; the log says how many cells and hectares that is. What stands out is shown, not what it is: look at both dates where the map has colour.</source>
        <translation>Deux dates Sentinel-2 L2A sont comparées cellule par cellule (80 m), par une mesure au choix. La carte est transparente sous le seuil de la mesure et colorée au-dessus ; le journal donne les cellules et les hectares. Elle montre ce qui ressort, pas ce que c'est : regarder les deux dates où la carte a des couleurs.</translation>
    </message>
    <message>
        <location filename="../algorithms/change.py"/>
        <source>Joint and residual: 1 is usual, from 1.75 on counts as changed. Cosine: 0 is alike, 1 unrelated; the season makes 0.1 to 0.2.</source>
        <translation>Joint et residual : 1 est courant, à partir de 1.75 compte comme changé. Cosinus : 0 est semblable, 1 sans rapport ; la saison fait 0.1 à 0.2.</translation>
    </message>
    <message>
        <location filename="../algorithms/change.py"/>
        <source>Values run from 0 (alike) to 2; unrelated features have 1.</source>
        <translation>Les valeurs vont de 0 (semblable) à 2 ; sans rapport donne 1.</translation>
    </message>
    <message>
        <location filename="../algorithms/change.py"/>
        <source>Values are in medians of the scene: 1 is usual, 0 is a date against itself.</source>
        <translation>Les valeurs sont en médianes de la scène : 1 est courant, 0 est une date comparée à elle-même.</translation>
    </message>
    <message>
        <location filename="../algorithms/change.py"/>
        <source>Values are in medians of the scene, of the model and of texture together: 1 is usual.</source>
        <translation>Les valeurs sont en médianes de la scène, du modèle et de la texture ensemble : 1 est courant.</translation>
    </message>
    <message>
        <location filename="../algorithms/change.py"/>
        <source>Values are the sum of squared, standardised differences of pixels that no regression tells.</source>
        <translation>Les valeurs sont la somme des différences carrées et normalisées des pixels qu'aucune régression n'explique.</translation>
    </message>
    <message>
        <location filename="../algorithms/change.py"/>
        <source>Values are the length of the difference of the bands.</source>
        <translation>Les valeurs sont la longueur de la différence des bandes.</translation>
    </message>
    <message>
        <location filename="../algorithms/change.py"/>
        <source>Change between two dates</source>
        <translation>Changement entre deux dates</translation>
    </message>
    <message>
        <location filename="../algorithms/change.py"/>
        <source>From {threshold} on a cell counts as changed.</source>
        <translation>À partir de {threshold} une cellule compte comme changée.</translation>
    </message>
    <message>
        <location filename="../algorithms/change.py"/>
        <source>Change ({method})</source>
        <translation>Changement ({method})</translation>
    </message>
    <message>
        <location filename="../algorithms/change.py"/>
        <source>Both dates are the same raster, {layer}: choose two dates.</source>
        <translation>Les deux dates sont le même raster, {layer} : choisir deux dates.</translation>
    </message>
    <message>
        <location filename="../algorithms/change.py"/>
        <source>Change</source>
        <translation>Changement</translation>
    </message>
    <message>
        <location filename="../algorithms/describe.py"/>
        <source>The mean is over the valid cells of a Sentinel-2 L2A raster, or a features raster made earlier.</source>
        <translation>La moyenne porte sur les cellules valides d'un raster Sentinel-2 L2A, ou d'un raster de caractéristiques déjà calculé.</translation>
    </message>
    <message>
        <location filename="../algorithms/describe.py"/>
        <source>Global descriptor</source>
        <translation>Descripteur global</translation>
    </message>
    <message>
        <location filename="../algorithms/describe.py"/>
        <source>JSON files (*.json)</source>
        <translation>Fichiers JSON (*.json)</translation>
    </message>
    <message>
        <location filename="../algorithms/describe.py"/>
        <source>Descriptor</source>
        <translation>Descripteur</translation>
    </message>
    <message>
        <location filename="../algorithms/describe.py"/>
        <source>Valid cells</source>
        <translation>Cellules valides</translation>
    </message>
    <message>
        <location filename="../algorithms/doctor.py"/>
        <source>Check the installation: library, processor, GDAL, model, and a self-test against stored numbers.</source>
        <translation>Vérifie l'installation : bibliothèque, processeur, GDAL, modèle, et un test par rapport à des nombres connus.</translation>
    </message>
    <message>
        <location filename="../algorithms/doctor.py"/>
        <source>Doctor</source>
        <translation>Docteur</translation>
    </message>
    <message>
        <location filename="../algorithms/doctor.py"/>
        <source>Library file to use from now on</source>
        <translation>Fichier de la bibliothèque à utiliser désormais</translation>
    </message>
    <message>
        <location filename="../algorithms/doctor.py"/>
        <source>Only where the plugin came without the library: its file, which the plugin then remembers. If another one is loaded already, restart QGIS.</source>
        <translation>Seulement si l'extension est venue sans la bibliothèque : son fichier, que l'extension retient. Si une autre est déjà chargée, redémarrer QGIS.</translation>
    </message>
    <message>
        <location filename="../algorithms/doctor.py"/>
        <source>Forget the library file that was named here</source>
        <translation>Oublier le fichier de bibliothèque nommé ici</translation>
    </message>
    <message>
        <location filename="../algorithms/doctor.py"/>
        <source>The plugin then looks where it would have looked without: beside itself, and on the system.</source>
        <translation>L'extension cherche alors où elle l'aurait fait sans cela : à côté d'elle et dans le système.</translation>
    </message>
    <message>
        <location filename="../algorithms/doctor.py"/>
        <source>Report</source>
        <translation>Rapport</translation>
    </message>
    <message>
        <location filename="../algorithms/doctor.py"/>
        <source>Text files (*.txt)</source>
        <translation>Fichiers texte (*.txt)</translation>
    </message>
    <message>
        <location filename="../algorithms/doctor.py"/>
        <source>Whether the self-test passed</source>
        <translation>Si le test a réussi</translation>
    </message>
    <message>
        <location filename="../algorithms/estimating.py"/>
        <source>Run again to run all the same.</source>
        <translation>Lancer à nouveau pour calculer malgré tout.</translation>
    </message>
    <message>
        <location filename="../algorithms/features.py"/>
        <source>One band for each number of the feature, one cell for 8 x 8 pixels (80 m). PCA to RGB and Change take the result, without encoding again.</source>
        <translation>Une bande par nombre de la caractéristique, une cellule pour 8 x 8 pixels (80 m). « ACP vers RVB » et « Changement » prennent le résultat, sans encoder à nouveau.</translation>
    </message>
    <message>
        <location filename="../algorithms/features.py"/>
        <source>Each band is one number of the feature; alone it means nothing. Cells that are alike have like numbers.</source>
        <translation>Chaque bande est un nombre de la caractéristique ; seule elle ne veut rien dire. Des cellules semblables ont des nombres proches.</translation>
    </message>
    <message>
        <location filename="../algorithms/features.py"/>
        <source>Embed raster</source>
        <translation>Encoder un raster</translation>
    </message>
    <message>
        <location filename="../algorithms/features.py"/>
        <source>Features</source>
        <translation>Caractéristiques</translation>
    </message>
    <message>
        <location filename="../algorithms/job.py"/>
        <source>first date</source>
        <translation>première date</translation>
    </message>
    <message>
        <location filename="../algorithms/job.py"/>
        <source>second date</source>
        <translation>seconde date</translation>
    </message>
    <message>
        <location filename="../algorithms/job.py"/>
        <source> (and {count} more)</source>
        <translation> (et {count} de plus)</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Two numbers, 0.0001,-0.1 for example: reflectance = value x scale + offset. Wins over the choice.</source>
        <translation>Deux nombres, par exemple 0.0001,-0.1 : réflectance = valeur x échelle + décalage. L'emporte sur le choix.</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Model (empty: the built-in one)</source>
        <translation>Modèle (vide : celui intégré)</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Bands (auto, numbers or red=3,green=2,...)</source>
        <translation>Bandes (auto, numéros, red=3,green=2,...)</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Reflectance of the values</source>
        <translation>Réflectance des valeurs</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Cloud mask (SCL or other classes)</source>
        <translation>Masque de nuages (SCL ou autres classes)</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Values of the mask that take a pixel away</source>
        <translation>Valeurs du masque qui ôtent un pixel</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Values that mean no measurement</source>
        <translation>Valeurs qui veulent dire aucune mesure</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Only inside these polygons</source>
        <translation>Seulement dans ces polygones</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Only these pixels (column,row,width,height)</source>
        <translation>Ces pixels (colonne,ligne,largeur,hauteur)</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Resample to pixels of (0: as they are)</source>
        <translation>Rééchantillonner aux pixels de (0 : tels quels)</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Measure of change</source>
        <translation>Mesure du changement</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Warp second date onto the first one's grid</source>
        <translation>Ramener la seconde date sur la première grille</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Resampling of a warped second date</source>
        <translation>Rééchantillonnage de la seconde date</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Compare dates that contradict each other</source>
        <translation>Comparer des dates qui se contredisent</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Bands of second date (empty: as the first)</source>
        <translation>Bandes de la seconde (vide : comme la première)</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Reflectance of the second date's values</source>
        <translation>Réflectance des valeurs de la seconde</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Cloud mask of the second date</source>
        <translation>Masque de nuages de la seconde</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Threshold (auto, a number, share:2%, otsu)</source>
        <translation>Seuil (auto, nombre, share:2%, otsu)</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Smallest area [ha]</source>
        <translation>Zone la plus petite [ha]</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Outlines may move by</source>
        <translation>Déplacement permis des contours</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Fit file (read, or written if new)</source>
        <translation>Fichier d'ajustement (lu, ou écrit si neuf)</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Smoothing of the map (auto or a number)</source>
        <translation>Lissage de la carte (auto ou nombre)</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Whitening of the residual (0 to 0.5)</source>
        <translation>Blanchiment du résidu (0 à 0.5)</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Also write irmad's probability of change</source>
        <translation>Écrire aussi la probabilité d'IR-MAD</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>PCA basis file (read, or written if new)</source>
        <translation>Fichier de la base ACP (lu, ou écrit si neuf)</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Write raw scores instead of colours</source>
        <translation>Écrire les valeurs brutes, pas des couleurs</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Range of each component that fills a colour</source>
        <translation>Étendue par composante qui remplit une couleur</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Number type of the features</source>
        <translation>Type de nombre des caractéristiques</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Overlap of chips (fast, best or 0 to 0.9)</source>
        <translation>Recouvrement (fast, best ou 0 à 0.9)</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Weight of a chip's cells towards its edge</source>
        <translation>Poids des cellules vers le bord</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Pixels from cell to cell (patch, 4 or 2)</source>
        <translation>Pixels d'une cellule à l'autre (patch, 4 ou 2)</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Pixels of the map (cells, pixels or a size)</source>
        <translation>Pixels de la carte (cells, pixels, taille)</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Chips to encode</source>
        <translation>Vignettes à encoder</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Examples as places (x,y; x,y; ...)</source>
        <translation>Exemples comme lieux (x,y; x,y; ...)</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Reference system of these places</source>
        <translation>Système de référence de ces lieux</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Examples (points or polygons)</source>
        <translation>Exemples (points ou polygones)</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Counter-examples (points or polygons)</source>
        <translation>Contre-exemples (points ou polygones)</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Score by the best example, not their mean</source>
        <translation>D'après le meilleur exemple, pas la moyenne</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Also write the difference of two dates</source>
        <translation>Écrire aussi la différence de deux dates</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Labels (points or polygons)</source>
        <translation>Étiquettes (points ou polygones)</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Field of the labels that names the class</source>
        <translation>Champ qui nomme la classe</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Raster of classes instead of labels</source>
        <translation>Raster de classes au lieu d'étiquettes</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Image of the features, to compare or colour</source>
        <translation>Image des caractéristiques, pour comparer</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Also write probability and margin</source>
        <translation>Écrire aussi probabilité et marge</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Each labelled cell counts alike</source>
        <translation>Chaque cellule étiquetée compte autant</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Side of the blocks that are left out (cells)</source>
        <translation>Côté des blocs laissés de côté (cellules)</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Number of clusters</source>
        <translation>Nombre de groupes</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Number that the clusters begin with</source>
        <translation>Nombre avec lequel les groupes commencent</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Only changes of many dates that are</source>
        <translation>Seuls les changements de dates nombreuses</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>How the dates are compared</source>
        <translation>Comment les dates sont comparées</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Folder that keeps the dates' features</source>
        <translation>Dossier qui garde les caractéristiques</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Least share of valid cells on a date</source>
        <translation>Part minimale de cellules valides par date</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Only ask about the newest date</source>
        <translation>N'interroger que la date la plus récente</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Out of the ordinary from an area of [ha]</source>
        <translation>Inhabituelle à partir d'une surface de [ha]</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Dates of history before one is asked</source>
        <translation>Dates antérieures avant d'en interroger une</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Days of the year that are one season</source>
        <translation>Jours de l'année qui font une saison</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Number of early dates (auto or a number)</source>
        <translation>Nombre de dates anciennes (auto ou nombre)</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Number of late dates (auto or a number)</source>
        <translation>Nombre de dates récentes (auto ou nombre)</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>How features of others are stored</source>
        <translation>Stockage des caractéristiques d'autrui</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Least valid share of a cell's pixels</source>
        <translation>Part valide minimale d'une cellule</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Worker threads (0: all processors)</source>
        <translation>Fils de calcul (0 : tous les processeurs)</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Memory for pixels and features</source>
        <translation>Mémoire pour pixels et caractéristiques</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Folder for large temporary data</source>
        <translation>Dossier des grandes données temporaires</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Arithmetic of the encoder</source>
        <translation>Arithmétique de l'encodeur</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Write a cloud-optimised GeoTIFF</source>
        <translation>Écrire un GeoTIFF optimisé pour le nuage</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Creation options</source>
        <translation>Options de création</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Also write a STAC item</source>
        <translation>Écrire aussi une fiche STAC</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Also write a raster of valid shares</source>
        <translation>Écrire aussi un raster des parts valides</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Report to look at</source>
        <translation>Rapport à regarder</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Replace files that exist</source>
        <translation>Remplacer les fichiers existants</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>What inputs may reach</source>
        <translation>Ce que les entrées peuvent atteindre</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Bands of an ONNX model without metadata</source>
        <translation>Bandes d'un modèle ONNX sans métadonnées</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Means of an ONNX model without metadata</source>
        <translation>Moyennes d'un modèle ONNX sans métadonnées</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Deviations of an ONNX model without metadata</source>
        <translation>Écarts d'un modèle ONNX sans métadonnées</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Extent to process</source>
        <translation>Emprise à traiter</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Extent: on the whole raster's cells</source>
        <translation>Emprise : sur les cellules du raster</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>No cloud mask, not even the product's own</source>
        <translation>Aucun masque de nuages, même du produit</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Own scale and offset</source>
        <translation>Échelle et décalage propres</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Own scale and offset of the second date</source>
        <translation>Échelle et décalage propres de la seconde</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Only this part is processed; by default the whole raster.</source>
        <translation>Seule cette partie est traitée ; sinon tout le raster.</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Moves the extent's edges outwards to the edges of the whole raster's cells (8 pixels), so that maps of several extents of one raster compare cell by cell.</source>
        <translation>Déplace les bords de l'emprise vers l'extérieur jusqu'aux bords des cellules du raster entier (8 pixels), pour que les cartes de plusieurs emprises d'un raster se comparent cellule par cellule.</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Without this and without a mask layer, a product's own scene classification is used.</source>
        <translation>Sans cela et sans masque, la classification de scène du produit est utilisée.</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Raster of classes that tells clouds and the like. Without one, the scene classification of the product is used where it has one.</source>
        <translation>Raster de classes qui dit les nuages. Sans lui, la classification de scène du produit est utilisée s'il en a une.</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Mask of the second date, where it differs from the first one's.</source>
        <translation>Masque de la seconde date, s'il diffère de celui de la première.</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Auto is joint for rasters, residual for features. Joint and residual show what stands out from what the scene does as a whole, in medians of the scene: building, clearing, quarries, among any seasons. A change of most of the scene, such as a flood of all water, passes for none in them. Cosine, from 0 to 2, sees every change: floods, fire, harvest, and the season. Irmad and vector measure pixels without a model, for comparison.</source>
        <translation>« Auto » est « joint » pour les rasters, « residual » pour les caractéristiques. Ces deux montrent ce qui ressort de ce que fait la scène entière, en médianes de la scène : construction, défrichement, carrières, en toute saison. Un changement de presque toute la scène, comme une crue de toute l'eau, n'en est pas un pour eux. Cosinus, de 0 à 2, voit tout changement : crues, feu, récolte, et la saison. « irmad » et « vector » mesurent des pixels sans modèle, pour comparer.</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Value from which on a cell counts as changed, or as like the examples: shown in colour, counted in the log, and where areas begin. The measure's own was measured on labelled scenes; a number, share:2% (what so much of the valid cells reaches) or otsu (what parts the values best in two) replaces it.</source>
        <translation>Valeur à partir de laquelle une cellule compte comme changée, ou comme semblable aux exemples : montrée en couleur, comptée dans le journal, et où commencent les zones. Celle de la mesure a été mesurée sur des scènes étiquetées ; un nombre, share:2% (ce qu'atteint cette part des cellules valides) ou otsu (ce qui sépare le mieux les valeurs en deux) la remplace.</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Width of the bell that smooths the map of change, in cells; the measure's own is 0.4 for joint, none for others.</source>
        <translation>Largeur de la cloche qui lisse la carte de changement, en cellules ; celle de la mesure est 0.4 pour joint, aucune pour les autres.</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Said as for the first date; only where the second one's differ.</source>
        <translation>Comme pour la première date ; seulement si celles de la seconde diffèrent.</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Said as for the first date; only where the second one's differs.</source>
        <translation>Comme pour la première date ; seulement si celle de la seconde diffère.</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>One basis makes colours of several runs comparable: name a new file in the first run, and it in others.</source>
        <translation>Une base rend comparables les couleurs de plusieurs exécutions : nommer un nouveau fichier dans la première, et lui dans les autres.</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>What is learned from the inputs: the scale of change, the classifier, the centres of clusters. Name a new file in the first run, and it for other tiles or extents of the same dates, which then have the same scale and threshold, or for other features of one model, which then have the same classes.</source>
        <translation>Ce qui est appris des entrées : l'échelle du changement, le classifieur, les centres des groupes. Nommer un nouveau fichier dans la première exécution, et le même pour d'autres tuiles ou emprises des mêmes dates, qui ont alors la même échelle et le même seuil, ou pour d'autres caractéristiques d'un modèle, qui ont alors les mêmes classes.</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Of a raster of Change over many dates: which changes count, all of first&gt;=2024-01-01, first&lt;=2024-06-30, confirming&gt;=3, state=stayed or state=returned, separated by commas.</source>
        <translation>D'un raster de « Changement sur de nombreuses dates » : quels changements comptent, tous de first&gt;=2024-01-01, first&lt;=2024-06-30, confirming&gt;=3, state=stayed ou state=returned, séparés par des virgules.</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Whether the newest date is out of the ordinary against all others: the log says so.</source>
        <translation>Si la date la plus récente est inhabituelle par rapport à toutes les autres : le journal le dit.</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>The image that the features were made of. Classify then tells how well plain means and deviations of its bands do beside the features; Cluster takes the colours of its clusters from its first three bands.</source>
        <translation>L'image dont viennent les caractéristiques. « Classifier » dit alors ce que valent de simples moyennes et écarts de ses bandes à côté des caractéristiques ; « Grouper » prend les couleurs des groupes de ses trois premières bandes.</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>One file that works offline in any browser: both dates, the change between them, areas, scores, warnings and where all of it comes from. Of many dates: maps of how much and when over the newest date, the dates, and the history of the cells that changed most. It lies beside the output, or in its folder. Of a raster made earlier, of features and of classes, it has no pictures of the dates.</source>
        <translation>Un fichier qui marche hors ligne dans tout navigateur : les deux dates, le changement entre elles, les zones, les valeurs, les avertissements et l'origine de tout. Pour plusieurs dates : les cartes de l'intensité et de la date au-dessus de la date la plus récente, les dates, et l'historique des cellules qui ont le plus changé. Il se trouve à côté de la sortie, ou dans son dossier. Pour un raster déjà calculé, pour des caractéristiques et pour des classes, il n'a pas d'images des dates.</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Options of the output's format.</source>
        <translation>Options du format de sortie.</translation>
    </message>
    <message>
        <location filename="../algorithms/labels.py"/>
        <source>Without it, an output that exists is refused before the run. An input is never replaced.</source>
        <translation>Sans cela, une sortie existante est refusée avant l'exécution. Une entrée n'est jamais remplacée.</translation>
    </message>
    <message>
        <location filename="../algorithms/modelinfo.py"/>
        <source>Licence of the built-in weights: CC BY 4.0; what is written with them is not bound by it.</source>
        <translation>Licence des poids intégrés : CC BY 4.0 ; ce qui est écrit avec eux n'y est pas lié.</translation>
    </message>
    <message>
        <location filename="../algorithms/modelinfo.py"/>
        <source>Trained on Sentinel-2 level 2A of a few kinds of landscape, without labels: features have no class names.</source>
        <translation>Entraîné sur Sentinel-2 de niveau 2A de quelques types de paysages, sans étiquettes : les caractéristiques n'ont pas de noms de classes.</translation>
    </message>
    <message>
        <location filename="../algorithms/modelinfo.py"/>
        <source>Name</source>
        <translation>Nom</translation>
    </message>
    <message>
        <location filename="../algorithms/modelinfo.py"/>
        <source>Kind of network</source>
        <translation>Type de réseau</translation>
    </message>
    <message>
        <location filename="../algorithms/modelinfo.py"/>
        <source>SHA-256 of its weights</source>
        <translation>SHA-256 des poids</translation>
    </message>
    <message>
        <location filename="../algorithms/modelinfo.py"/>
        <source>What to be careful about</source>
        <translation>À quoi faire attention</translation>
    </message>
    <message>
        <location filename="../algorithms/modelinfo.py"/>
        <source>Side of a chip [pixels]</source>
        <translation>Côté d'une vignette [pixels]</translation>
    </message>
    <message>
        <location filename="../algorithms/modelinfo.py"/>
        <source>Side of a cell [pixels]</source>
        <translation>Côté d'une cellule [pixels]</translation>
    </message>
    <message>
        <location filename="../algorithms/modelinfo.py"/>
        <source>Numbers of a feature</source>
        <translation>Nombres d'une caractéristique</translation>
    </message>
    <message>
        <location filename="../algorithms/modelinfo.py"/>
        <source>Show kind, size, bands, statistics and digest of a model file, or of the built-in model.</source>
        <translation>Montre le type, la taille, les bandes, les statistiques et l'empreinte d'un fichier de modèle, ou du modèle intégré.</translation>
    </message>
    <message>
        <location filename="../algorithms/modelinfo.py"/>
        <source>Model information</source>
        <translation>Informations sur un modèle</translation>
    </message>
    <message>
        <location filename="../algorithms/modelinfo.py"/>
        <source>Information</source>
        <translation>Informations</translation>
    </message>
    <message>
        <location filename="../algorithms/modelinfo.py"/>
        <source>Mean and spread of each band, reflectance x 10000:</source>
        <translation>Moyenne et écart de chaque bande, réflectance x 10000 :</translation>
    </message>
    <message>
        <location filename="../algorithms/one_raster.py"/>
        <source>Classify</source>
        <translation>Classifier</translation>
    </message>
    <message>
        <location filename="../algorithms/one_raster.py"/>
        <source>Cluster</source>
        <translation>Grouper</translation>
    </message>
    <message>
        <location filename="../algorithms/one_raster.py"/>
        <source>Transitions</source>
        <translation>Transitions</translation>
    </message>
    <message>
        <location filename="../algorithms/one_raster.py"/>
        <source>Threshold, cells and hectares like the examples, as JSON</source>
        <translation>Seuil, cellules et hectares comme les exemples, en JSON</translation>
    </message>
    <message>
        <location filename="../algorithms/one_raster.py"/>
        <source>Cells and hectares of each class, as JSON</source>
        <translation>Cellules et hectares de chaque classe, en JSON</translation>
    </message>
    <message>
        <location filename="../algorithms/one_raster.py"/>
        <source>Cells and hectares of each cluster, as JSON</source>
        <translation>Cellules et hectares de chaque groupe, en JSON</translation>
    </message>
    <message>
        <location filename="../algorithms/one_raster.py"/>
        <source>Cells and hectares of each transition, as JSON</source>
        <translation>Cellules et hectares de chaque transition, en JSON</translation>
    </message>
    <message>
        <location filename="../algorithms/options.py"/>
        <source>{field}: a layer is needed.</source>
        <translation>{field} : il faut une couche.</translation>
    </message>
    <message>
        <location filename="../algorithms/pca.py"/>
        <source>The first three principal components of the features become red, green and blue. Takes Sentinel-2 rasters or features rasters; colours compare between all rasters of one run, and between runs that name the same basis file.</source>
        <translation>Les trois premières composantes principales des caractéristiques deviennent rouge, vert et bleu. Prend des rasters Sentinel-2 ou de caractéristiques ; les couleurs se comparent entre tous les rasters d'une exécution, et entre exécutions qui nomment la même base.</translation>
    </message>
    <message>
        <location filename="../algorithms/pca.py"/>
        <source>Red, green and blue are the first three principal components of the features: like colours mean like surfaces, and no colour has a meaning of its own.</source>
        <translation>Rouge, vert et bleu sont les trois premières composantes principales des caractéristiques : des couleurs proches sont des surfaces semblables ; aucune couleur n'a de sens à elle seule.</translation>
    </message>
    <message>
        <location filename="../algorithms/pca.py"/>
        <source>PCA to RGB</source>
        <translation>ACP vers RVB</translation>
    </message>
    <message>
        <location filename="../algorithms/pca.py"/>
        <source>More rasters on the same basis</source>
        <translation>Autres rasters sur la même base</translation>
    </message>
    <message>
        <location filename="../algorithms/pca.py"/>
        <source>Other dates or tiles; their pictures go to the folder for more rasters.</source>
        <translation>Autres dates ou tuiles ; leurs images vont au dossier des autres rasters.</translation>
    </message>
    <message>
        <location filename="../algorithms/pca.py"/>
        <source>Folder for more rasters</source>
        <translation>Dossier des autres rasters</translation>
    </message>
    <message>
        <location filename="../algorithms/pca.py"/>
        <source>Gets one picture, pca_NAME.tif, for each of the other rasters.</source>
        <translation>Reçoit une image, pca_NAME.tif, pour chacun des autres rasters.</translation>
    </message>
    <message>
        <location filename="../algorithms/pca.py"/>
        <source>say where the pictures of the other rasters go.</source>
        <translation>dire où vont les images des autres rasters.</translation>
    </message>
    <message>
        <location filename="../algorithms/pca.py"/>
        <source>{field}: {folder} is no folder.</source>
        <translation>{field} : {folder} n'est pas un dossier.</translation>
    </message>
    <message>
        <location filename="../algorithms/pca.py"/>
        <source>PCA scores</source>
        <translation>Valeurs de l'ACP</translation>
    </message>
    <message>
        <location filename="../algorithms/pca.py"/>
        <source>PCA</source>
        <translation>ACP</translation>
    </message>
    <message>
        <location filename="../algorithms/pca.py"/>
        <source>All pictures</source>
        <translation>Toutes les images</translation>
    </message>
    <message>
        <location filename="../algorithms/raster.py"/>
        <source>Result of Embed raster, or features of others: any raster of 8 bands or more, AlphaEarth's and TESSERA's too.</source>
        <translation>Résultat d'« Encoder un raster », ou caractéristiques d'autrui : tout raster de 8 bandes ou plus, ceux d'AlphaEarth et de TESSERA aussi.</translation>
    </message>
    <message>
        <location filename="../algorithms/raster.py"/>
        <source>Sentinel-2 raster</source>
        <translation>Raster Sentinel-2</translation>
    </message>
    <message>
        <location filename="../algorithms/raster.py"/>
        <source>First date</source>
        <translation>Première date</translation>
    </message>
    <message>
        <location filename="../algorithms/raster.py"/>
        <source>Second date</source>
        <translation>Seconde date</translation>
    </message>
    <message>
        <location filename="../algorithms/raster.py"/>
        <source>{date}: product instead of a layer</source>
        <translation>{date} : produit au lieu d'une couche</translation>
    </message>
    <message>
        <location filename="../algorithms/raster.py"/>
        <source>All files (*)</source>
        <translation>Tous les fichiers (*)</translation>
    </message>
    <message>
        <location filename="../algorithms/raster.py"/>
        <source>{date}: further bands (layers)</source>
        <translation>{date} : autres bandes (couches)</translation>
    </message>
    <message>
        <location filename="../algorithms/raster.py"/>
        <source>Features raster</source>
        <translation>Raster de caractéristiques</translation>
    </message>
    <message>
        <location filename="../algorithms/raster.py"/>
        <source>extent</source>
        <translation>emprise</translation>
    </message>
    <message>
        <location filename="../algorithms/raster.py"/>
        <source>window</source>
        <translation>fenêtre</translation>
    </message>
    <message>
        <location filename="../algorithms/raster.py"/>
        <source>area</source>
        <translation>zone</translation>
    </message>
    <message>
        <location filename="../algorithms/raster.py"/>
        <source>Raster with red, green, blue, nir and swir16 (B04, B03, B02, B08, B11), level 2A; or a features raster made earlier. Where each band is a layer of its own: the first of them.</source>
        <translation>Raster avec rouge, vert, bleu, proche infrarouge et swir16 (B04, B03, B02, B08, B11), niveau 2A ; ou un raster de caractéristiques déjà calculé. Si chaque bande est une couche : la première.</translation>
    </message>
    <message>
        <location filename="../algorithms/raster.py"/>
        <source>A .SAFE product, its zip or its MTD_MSIL2A.xml, a folder or a zip of band files, or a STAC item (.json). It wins over the layer.</source>
        <translation>Un produit .SAFE, son zip ou son MTD_MSIL2A.xml, un dossier ou un zip de bandes, ou une fiche STAC (.json). Il l'emporte sur la couche.</translation>
    </message>
    <message>
        <location filename="../algorithms/raster.py"/>
        <source>Bands are known by their names; if these tell nothing, set Bands to 1,2,3,4,5 and give red first, then green, blue, nir and swir16 here, in this order.</source>
        <translation>Les bandes se reconnaissent à leurs noms ; si ceux-ci ne disent rien, mettre Bandes à 1,2,3,4,5, donner d'abord le rouge, puis ici vert, bleu, nir et swir16, dans cet ordre.</translation>
    </message>
    <message>
        <location filename="../algorithms/run.py"/>
        <source>One pass over both dates writes all that the other algorithms write, and a report to look at. The maps come as one group of layers: areas of change, change by the method and by cosine, components of both dates.</source>
        <translation>Un passage sur les deux dates écrit tout ce que les autres algorithmes écrivent, et un rapport à regarder. Les cartes viennent en un groupe de couches : zones changées, changement par la mesure et par cosinus, composantes des deux dates.</translation>
    </message>
    <message>
        <location filename="../algorithms/run.py"/>
        <source>Everything about two dates</source>
        <translation>Tout sur deux dates</translation>
    </message>
    <message>
        <location filename="../algorithms/run.py"/>
        <source>Folder for all results</source>
        <translation>Dossier de tous les résultats</translation>
    </message>
    <message>
        <location filename="../algorithms/series.py"/>
        <source>Choose three rasters or more of one place, each of one date with all its bands, or features rasters. Bands of the result: date of the first change that the next date confirms (days since 1970-01-01), its magnitude, confirming dates, valid dates, and what became of it (1 stayed, 2 returned, 3 not confirmed yet).</source>
        <translation>Choisir trois rasters ou plus d'un même lieu, chacun d'une date avec toutes ses bandes, ou des rasters de caractéristiques. Bandes du résultat : date du premier changement que la date suivante confirme (jours depuis 1970-01-01), son ampleur, dates qui confirment, dates valides, et ce qu'il est devenu (1 resté, 2 revenu, 3 pas encore confirmé).</translation>
    </message>
    <message>
        <location filename="../algorithms/series.py"/>
        <source>Change over many dates</source>
        <translation>Changement sur de nombreuses dates</translation>
    </message>
    <message>
        <location filename="../algorithms/series.py"/>
        <source>Dates (three rasters or more)</source>
        <translation>Dates (trois rasters ou plus)</translation>
    </message>
    <message>
        <location filename="../algorithms/series.py"/>
        <source>In any order: each tells when it was sensed, by its metadata or its name (20240630). Products count with them.</source>
        <translation>Dans n'importe quel ordre : chacun indique par ses métadonnées ou son nom (20240630) quand il a été acquis. Les produits comptent avec eux.</translation>
    </message>
    <message>
        <location filename="../algorithms/series.py"/>
        <source>Folder of products</source>
        <translation>Dossier de produits</translation>
    </message>
    <message>
        <location filename="../algorithms/series.py"/>
        <source>Each product in it is a date: .SAFE products, zips, folders of band files, and STAC items (.json). They count with the layers.</source>
        <translation>Chaque produit du dossier est une date : produits .SAFE, zips, dossiers de fichiers de bandes et fiches STAC (.json). Ils comptent avec les couches.</translation>
    </message>
    <message>
        <location filename="../algorithms/series.py"/>
        <source>Product files</source>
        <translation>Fichiers de produits</translation>
    </message>
    <message>
        <location filename="../algorithms/series.py"/>
        <source>Zips, MTD_MSIL2A.xml of .SAFE products, and STAC items (.json), each of one date. They count with the layers.</source>
        <translation>Zips, MTD_MSIL2A.xml de produits .SAFE et fiches STAC (.json), chacun d'une date. Ils comptent avec les couches.</translation>
    </message>
    <message>
        <location filename="../algorithms/series.py"/>
        <source>{field}: no product lies in {path}.</source>
        <translation>{field} : aucun produit ne se trouve dans {path}.</translation>
    </message>
    <message>
        <location filename="../algorithms/series.py"/>
        <source>{field}: choose three rasters or products, or more; there are {count}.</source>
        <translation>{field} : choisir au moins trois rasters ou produits ; il y en a {count}.</translation>
    </message>
    <message>
        <location filename="../algorithms/series.py"/>
        <source>{field}: {path} is not there.</source>
        <translation>{field} : {path} n'existe pas.</translation>
    </message>
    <message>
        <location filename="../algorithms/similar.py"/>
        <source>Choose examples: a layer of points or polygons, or places as x,y. The score runs from -1 to 1; the report says from which value on a cell counts as like them. With the features of a second date, both dates are scored by the same examples; the second raster may hold their difference too.</source>
        <translation>Choisir des exemples : une couche de points ou de polygones, ou des lieux en x,y. La valeur va de -1 à 1 ; le rapport dit à partir de laquelle une cellule compte comme semblable. Avec les caractéristiques d'une seconde date, les deux sont évaluées d'après les mêmes exemples ; le second raster peut aussi contenir leur différence.</translation>
    </message>
    <message>
        <location filename="../algorithms/similar.py"/>
        <source>1 is like the examples, 0 unrelated.</source>
        <translation>1 est comme les exemples, 0 sans rapport.</translation>
    </message>
    <message>
        <location filename="../algorithms/similar.py"/>
        <source>Find similar</source>
        <translation>Trouver le semblable</translation>
    </message>
    <message>
        <location filename="../algorithms/similar.py"/>
        <source>Similar</source>
        <translation>Ressemblance</translation>
    </message>
    <message>
        <location filename="../algorithms/similar.py"/>
        <source>{raster} and {output} go together: give both, or neither.</source>
        <translation>{raster} et {output} vont ensemble : donner les deux, ou aucun.</translation>
    </message>
    <message>
        <location filename="../algorithms/similar.py"/>
        <source>Features raster of a second date</source>
        <translation>Raster de caractéristiques d'une seconde date</translation>
    </message>
    <message>
        <location filename="../algorithms/similar.py"/>
        <source>Of the same model; scored by the same examples.</source>
        <translation>Du même modèle ; évalué d'après les mêmes exemples.</translation>
    </message>
    <message>
        <location filename="../algorithms/similar.py"/>
        <source>Similar at the second date</source>
        <translation>Ressemblance à la seconde date</translation>
    </message>
    <message>
        <location filename="../algorithms/table.py"/>
        <source>Models (*.pt *.onnx)</source>
        <translation>Modèles (*.pt *.onnx)</translation>
    </message>
    <message>
        <location filename="../algorithms/table.py"/>
        <source>Format of the output</source>
        <translation>Format de la sortie</translation>
    </message>
    <message>
        <location filename="../checks.py"/>
        <source>{field}: {needed} bands are needed (red, green, blue, nir, swir16); {layer} has {bands}.</source>
        <translation>{field} : il faut {needed} bandes (red, green, blue, nir, swir16) ; {layer} en a {bands}.</translation>
    </message>
    <message>
        <location filename="../checks.py"/>
        <source>Where each band is a layer of its own, add the others under "{further}".</source>
        <translation>Si chaque bande est une couche, ajouter les autres sous « {further} ».</translation>
    </message>
    <message>
        <location filename="../checks.py"/>
        <source>{field}: {box} does not meet {layer} ({date}), which is {there} in {crs}.</source>
        <translation>{field} : {box} ne rencontre pas {layer} ({date}), qui est {there} en {crs}.</translation>
    </message>
    <message>
        <location filename="../checks.py"/>
        <source>The pixel grids of the two dates differ ({found}): tick "{box}".</source>
        <translation>Les grilles de pixels des deux dates diffèrent ({found}) : cocher « {box} ».</translation>
    </message>
    <message>
        <location filename="../checks.py"/>
        <source>{field}: choose a raster.</source>
        <translation>{field} : choisir un raster.</translation>
    </message>
    <message>
        <location filename="../checks.py"/>
        <source>a reference system without a name</source>
        <translation>un système de référence sans nom</translation>
    </message>
    <message>
        <location filename="../checks.py"/>
        <source>The dates have different reference systems, {one} and {two}: tick "{box}".</source>
        <translation>Les dates ont des systèmes de référence différents, {one} et {two} : cocher « {box} ».</translation>
    </message>
    <message>
        <location filename="../checks.py"/>
        <source>{one} and {two} pixels</source>
        <translation>{one} et {two} pixels</translation>
    </message>
    <message>
        <location filename="../checks.py"/>
        <source>corners {moved} units apart</source>
        <translation>coins distants de {moved} unités</translation>
    </message>
    <message>
        <location filename="../checks.py"/>
        <source>{field}: {layer} has no reference system, and {other} has {crs}. If it is the same, say so in QGIS: right click on the layer, Layer CRS, Set Layer CRS.</source>
        <translation>{field} : {layer} n'a pas de système de référence, et {other} a {crs}. Si c'est le même, le dire dans QGIS : clic droit sur la couche, SCR de la couche, Définir.</translation>
    </message>
    <message>
        <location filename="../dialogs/ask.py"/>
        <source>Yes</source>
        <translation>Oui</translation>
    </message>
    <message>
        <location filename="../dialogs/ask.py"/>
        <source>Before the run</source>
        <translation>Avant l'exécution</translation>
    </message>
    <message>
        <location filename="../dialogs/ask.py"/>
        <source>Run with these answers</source>
        <translation>Exécuter avec ces réponses</translation>
    </message>
    <message>
        <location filename="../dialogs/ask.py"/>
        <source>Run all the same</source>
        <translation>Exécuter malgré tout</translation>
    </message>
    <message>
        <location filename="../dialogs/ask.py"/>
        <source>Back to the dialog</source>
        <translation>Retour à la fenêtre</translation>
    </message>
    <message>
        <location filename="../dialogs/ask.py"/>
        <source>Choose the bands from lists …</source>
        <translation>Choisir les bandes dans des listes …</translation>
    </message>
    <message>
        <location filename="../dialogs/ask.py"/>
        <source>The inputs do not tell everything. Please check these answers:</source>
        <translation>Les entrées ne disent pas tout. Veuillez vérifier ces réponses :</translation>
    </message>
    <message>
        <location filename="../dialogs/ask.py"/>
        <source>To be careful about</source>
        <translation>À quoi faire attention</translation>
    </message>
    <message>
        <location filename="../dialogs/bands.py"/>
        <source>Red (B04)</source>
        <translation>Rouge (B04)</translation>
    </message>
    <message>
        <location filename="../dialogs/bands.py"/>
        <source>Green (B03)</source>
        <translation>Vert (B03)</translation>
    </message>
    <message>
        <location filename="../dialogs/bands.py"/>
        <source>Blue (B02)</source>
        <translation>Bleu (B02)</translation>
    </message>
    <message>
        <location filename="../dialogs/bands.py"/>
        <source>Near infrared (B08)</source>
        <translation>Proche infrarouge (B08)</translation>
    </message>
    <message>
        <location filename="../dialogs/bands.py"/>
        <source>Short-wave infrared (B11)</source>
        <translation>Infrarouge à ondes courtes (B11)</translation>
    </message>
    <message>
        <location filename="../dialogs/bands.py"/>
        <source>Bands of {layer}</source>
        <translation>Bandes de {layer}</translation>
    </message>
    <message>
        <location filename="../dialogs/bands.py"/>
        <source>A band is chosen twice.</source>
        <translation>Une bande est choisie deux fois.</translation>
    </message>
    <message>
        <location filename="../dialogs/bands.py"/>
        <source>Which band of the raster is which?</source>
        <translation>Quelle bande du raster est laquelle ?</translation>
    </message>
    <message>
        <location filename="../dialogs/dialog.py"/>
        <source>Folder …</source>
        <translation>Dossier …</translation>
    </message>
    <message>
        <location filename="../dialogs/dialog.py"/>
        <source>A .SAFE product, or a folder of band files</source>
        <translation>Un produit .SAFE, ou un dossier de bandes</translation>
    </message>
    <message>
        <location filename="../dialogs/dialog.py"/>
        <source>Product or folder of band files</source>
        <translation>Produit ou dossier de bandes</translation>
    </message>
    <message>
        <location filename="../dialogs/dialog.py"/>
        <source>Choose …</source>
        <translation>Choisir …</translation>
    </message>
    <message>
        <location filename="../dialogs/dialog.py"/>
        <source>Choose a raster layer first; the bands of products are known.</source>
        <translation>Choisir d'abord une couche raster ; les bandes des produits sont connues.</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>A model file …</source>
        <translation>Un fichier de modèle …</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>From the metadata, or proved by the values</source>
        <translation>Des métadonnées, ou prouvée par les valeurs</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>x 10000 (dn)</source>
        <translation>x 10000 (dn)</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>x 10000 + 1000, baseline 04.00 and later (dn-offset)</source>
        <translation>x 10000 + 1000, baseline 04.00 et suivantes (dn-offset)</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>0 to 1 (unit)</source>
        <translation>0 à 1 (unit)</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>Built-in model</source>
        <translation>Modèle intégré</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>Texture of the scene, without a network</source>
        <translation>Texture de la scène, sans réseau</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>Random weights, for comparison</source>
        <translation>Poids aléatoires, pour comparer</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>Automatic: joint for rasters, residual for features</source>
        <translation>Automatique : joint pour rasters, residual pour caractéristiques</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>Joint: what stands out, by model and texture</source>
        <translation>Joint : ce qui ressort, par modèle et texture</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>Residual: what stands out, by the model</source>
        <translation>Residual : ce qui ressort, par le modèle</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>Cosine: every change, floods, fire and season too</source>
        <translation>Cosinus : tout changement, crues, feu, saison aussi</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>IR-MAD: pixels, without a model</source>
        <translation>IR-MAD : pixels, sans modèle</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>Change vector: pixels, without a model</source>
        <translation>Vecteur de changement : pixels, sans modèle</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>As the first date</source>
        <translation>Comme la première date</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>32 bits</source>
        <translation>32 bits</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>Rounded to 16 bits</source>
        <translation>Arrondi à 16 bits</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>8 bits with a scale and an offset for each band</source>
        <translation>8 bits avec échelle et décalage par bande</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>All cells of a chip count alike</source>
        <translation>Toutes les cellules comptent autant</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>Falls evenly towards the edge</source>
        <translation>Décroît régulièrement vers le bord</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>Falls smoothly towards the edge</source>
        <translation>Décroît doucement vers le bord</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>The whole raster</source>
        <translation>Tout le raster</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>One chip in its centre</source>
        <translation>Une vignette en son centre</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>From 2 % to 98 % of all values</source>
        <translation>De 2 % à 98 % de toutes les valeurs</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>From the least to the greatest value</source>
        <translation>De la plus petite à la plus grande valeur</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>Bilinear</source>
        <translation>Bilinéaire</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>Cubic</source>
        <translation>Cubique</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>By the processor</source>
        <translation>Selon le processeur</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>Full precision (f32)</source>
        <translation>Pleine précision (f32)</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>Faster where the processor has it (bf16)</source>
        <translation>Plus rapide si le processeur l'a (bf16)</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>Fastest where the processor has it (int8)</source>
        <translation>Le plus rapide si le processeur l'a (int8)</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>By their documented layout</source>
        <translation>Selon leur format documenté</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>By each band's scale and offset</source>
        <translation>Selon l'échelle et le décalage de chaque bande</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>As AlphaEarth's</source>
        <translation>Comme AlphaEarth</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>As TESSERA's</source>
        <translation>Comme TESSERA</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>Each date against its own past</source>
        <translation>Chaque date par rapport à son passé</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>Several early dates against several late ones</source>
        <translation>Plusieurs dates anciennes et plusieurs récentes</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>One HTML file that works offline</source>
        <translation>Un fichier HTML qui marche hors ligne</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>None</source>
        <translation>Aucun</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>Fast: a quarter</source>
        <translation>Rapide : un quart</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>Best: a half</source>
        <translation>Meilleur : la moitié</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>The measure's own</source>
        <translation>Celui de la mesure</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>The 2 % of highest value (share:2%)</source>
        <translation>Les 2 % de plus haute valeur (share:2%)</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>What parts the values best in two (otsu)</source>
        <translation>Ce qui sépare le mieux les valeurs en deux (otsu)</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>Side by side: 8 pixels</source>
        <translation>Côte à côte : 8 pixels</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>4 pixels: four times the work</source>
        <translation>4 pixels : quatre fois le travail</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>2 pixels: sixteen times the work</source>
        <translation>2 pixels : seize fois le travail</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>A quarter of the dates, from 2 to 6</source>
        <translation>Un quart des dates, de 2 à 6</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>Half of the dates, at most 3</source>
        <translation>La moitié des dates, au plus 3</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>As the cells</source>
        <translation>Comme les cellules</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>As the image's pixels</source>
        <translation>Comme les pixels de l'image</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>Those that stand out</source>
        <translation>Celles qui ressortent</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>None but what the file marks</source>
        <translation>Seulement ce que dit le fichier</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>Files and web addresses</source>
        <translation>Fichiers et adresses web</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>Nothing over a network</source>
        <translation>Rien par un réseau</translation>
    </message>
    <message>
        <location filename="../dialogs/words.py"/>
        <source>Whatever GDAL opens</source>
        <translation>Tout ce que GDAL ouvre</translation>
    </message>
    <message>
        <location filename="../formats.py"/>
        <source>{field}: a file that ends in .{ending} is not known to hold this result whole (numbers, bands, nodata, place on the ground): take one of .{endings}.</source>
        <translation>{field} : on ne sait pas si un fichier en .{ending} contient ce résultat entier (nombres, bandes, nodata, lieu) : prendre un de .{endings}.</translation>
    </message>
    <message>
        <location filename="../formats.py"/>
        <source>{ending} files</source>
        <translation>Fichiers {ending}</translation>
    </message>
    <message>
        <location filename="../install/fetch.py"/>
        <source>What came is not the library of this version: {found} bytes with SHA-256 {digest}; {bytes} bytes with {expected} were expected. Nothing was kept.</source>
        <translation>Ce qui est venu n'est pas la bibliothèque de cette version : {found} octets avec SHA-256 {digest} ; {bytes} octets avec {expected} étaient attendus. Rien n'a été gardé.</translation>
    </message>
    <message>
        <location filename="../install/fetch.py"/>
        <source>Fetching the library of lejepa-gis</source>
        <translation>Récupération de la bibliothèque de lejepa-gis</translation>
    </message>
    <message>
        <location filename="../install/fetch.py"/>
        <source>cancelled</source>
        <translation>annulé</translation>
    </message>
    <message>
        <location filename="../install/notice.py"/>
        <source>The plugin is installed, but its library is not there yet.</source>
        <translation>L'extension est installée, mais sa bibliothèque n'est pas encore là.</translation>
    </message>
    <message>
        <location filename="../install/notice.py"/>
        <source>What to do</source>
        <translation>Que faire</translation>
    </message>
    <message>
        <location filename="../install/window.py"/>
        <source>Library of lejepa-gis</source>
        <translation>Bibliothèque de lejepa-gis</translation>
    </message>
    <message>
        <location filename="../install/window.py"/>
        <source>Fetch it ({size} MB)</source>
        <translation>La récupérer ({size} Mo)</translation>
    </message>
    <message>
        <location filename="../install/window.py"/>
        <source>Name its file …</source>
        <translation>Nommer son fichier …</translation>
    </message>
    <message>
        <location filename="../install/window.py"/>
        <source>Forget the named file</source>
        <translation>Oublier le fichier nommé</translation>
    </message>
    <message>
        <location filename="../install/window.py"/>
        <source>Help</source>
        <translation>Aide</translation>
    </message>
    <message>
        <location filename="../install/window.py"/>
        <source>The library is there: {path}</source>
        <translation>La bibliothèque est là : {path}</translation>
    </message>
    <message>
        <location filename="../install/window.py"/>
        <source>The library's file</source>
        <translation>Le fichier de la bibliothèque</translation>
    </message>
    <message>
        <location filename="../install/window.py"/>
        <source>Libraries (*.so *.so.* *.dll *.dylib);;All files (*)</source>
        <translation>Bibliothèques (*.so *.so.* *.dll *.dylib);;Tous les fichiers (*)</translation>
    </message>
    <message>
        <location filename="../install/window.py"/>
        <source>The named file is forgotten. A library that is loaded stays until QGIS is started again.</source>
        <translation>Le fichier nommé est oublié. Une bibliothèque chargée reste jusqu'au redémarrage de QGIS.</translation>
    </message>
    <message>
        <location filename="../install/window.py"/>
        <source>It could not be fetched: {reason}</source>
        <translation>Elle n'a pas pu être récupérée : {reason}</translation>
    </message>
    <message>
        <location filename="../install/window.py"/>
        <source>Install the plugin from the zip that holds the library for this system, or name the library's file here.</source>
        <translation>Installer l'extension du zip qui contient la bibliothèque de ce système, ou nommer ici son fichier.</translation>
    </message>
    <message>
        <location filename="../install/window.py"/>
        <source>The library is not there. Tried:</source>
        <translation>La bibliothèque n'est pas là. Essayé :</translation>
    </message>
    <message>
        <location filename="../menu.py"/>
        <source>Change between two dates …</source>
        <translation>Changement entre deux dates …</translation>
    </message>
    <message>
        <location filename="../menu.py"/>
        <source>Change areas …</source>
        <translation>Zones de changement …</translation>
    </message>
    <message>
        <location filename="../menu.py"/>
        <source>Everything about two dates …</source>
        <translation>Tout sur deux dates …</translation>
    </message>
    <message>
        <location filename="../menu.py"/>
        <source>Library …</source>
        <translation>Bibliothèque …</translation>
    </message>
    <message>
        <location filename="../outputs.py"/>
        <source>{field}: {path} exists: choose another name, or {box}.</source>
        <translation>{field} : {path} existe : choisir un autre nom, ou {box}.</translation>
    </message>
    <message>
        <location filename="../outputs.py"/>
        <source>{field}: the folder {folder} is not there.</source>
        <translation>{field} : le dossier {folder} n'existe pas.</translation>
    </message>
    <message>
        <location filename="../outputs.py"/>
        <source>{field}: {path} is a folder; the name of a file is needed.</source>
        <translation>{field} : {path} est un dossier ; il faut le nom d'un fichier.</translation>
    </message>
    <message>
        <location filename="../outputs.py"/>
        <source>{field}: {path} is a device or a pipe and no file; it is not replaced.</source>
        <translation>{field} : {path} est un périphérique ou un tube et pas un fichier ; il n'est pas remplacé.</translation>
    </message>
    <message>
        <location filename="../outputs.py"/>
        <source>Output</source>
        <translation>Sortie</translation>
    </message>
    <message>
        <location filename="../outputs.py"/>
        <source>{path} exists</source>
        <translation>{path} existe</translation>
    </message>
    <message>
        <location filename="../panel/area_list.py"/>
        <source>Hectares</source>
        <translation>Hectares</translation>
    </message>
    <message>
        <location filename="../panel/area_list.py"/>
        <source>Score</source>
        <translation>Valeur</translation>
    </message>
    <message>
        <location filename="../panel/area_list.py"/>
        <source>Kind</source>
        <translation>Nature</translation>
    </message>
    <message>
        <location filename="../panel/chart.py"/>
        <source>{day}: no measurement</source>
        <translation>{day} : aucune mesure</translation>
    </message>
    <message>
        <location filename="../panel/dates.py"/>
        <source>Draws areas where the change reaches the threshold, and lists the largest</source>
        <translation>Dessine des zones où le changement atteint le seuil, et liste les plus grandes</translation>
    </message>
    <message>
        <location filename="../panel/dates.py"/>
        <source>Other date ({key})</source>
        <translation>Autre date ({key})</translation>
    </message>
    <message>
        <location filename="../panel/dates.py"/>
        <source>Map the change</source>
        <translation>Cartographier le changement</translation>
    </message>
    <message>
        <location filename="../panel/dates.py"/>
        <source>Find areas</source>
        <translation>Trouver les zones</translation>
    </message>
    <message>
        <location filename="../panel/dates.py"/>
        <source>Map</source>
        <translation>Carte</translation>
    </message>
    <message>
        <location filename="../panel/dates.py"/>
        <source>The map as it is</source>
        <translation>La carte telle quelle</translation>
    </message>
    <message>
        <location filename="../panel/dates.py"/>
        <source>Split</source>
        <translation>Partagée</translation>
    </message>
    <message>
        <location filename="../panel/dates.py"/>
        <source>First date at the left, second at the right; drag the line between them</source>
        <translation>Première date à gauche, seconde à droite ; tirer la ligne entre elles</translation>
    </message>
    <message>
        <location filename="../panel/dates.py"/>
        <source>Blink</source>
        <translation>Alterner</translation>
    </message>
    <message>
        <location filename="../panel/dates.py"/>
        <source>One date; the key {key} shows the other</source>
        <translation>Une date ; la touche {key} montre l'autre</translation>
    </message>
    <message>
        <location filename="../panel/dates.py"/>
        <source>Areas</source>
        <translation>Zones</translation>
    </message>
    <message>
        <location filename="../panel/dates.py"/>
        <source>Mapping the change</source>
        <translation>Cartographie du changement</translation>
    </message>
    <message>
        <location filename="../panel/dates.py"/>
        <source>Finding areas</source>
        <translation>Recherche des zones</translation>
    </message>
    <message>
        <location filename="../panel/dates.py"/>
        <source>Numbers of {layer}</source>
        <translation>Nombres de {layer}</translation>
    </message>
    <message>
        <location filename="../panel/dock.py"/>
        <source>lejepa-gis: explore</source>
        <translation>lejepa-gis : explorer</translation>
    </message>
    <message>
        <location filename="../panel/dock.py"/>
        <source>Find</source>
        <translation>Trouver</translation>
    </message>
    <message>
        <location filename="../panel/dock.py"/>
        <source>Two dates</source>
        <translation>Deux dates</translation>
    </message>
    <message>
        <location filename="../panel/dock.py"/>
        <source>History</source>
        <translation>Historique</translation>
    </message>
    <message>
        <location filename="../panel/find.py"/>
        <source>Makes features of the raster that is selected in the list of layers</source>
        <translation>Calcule les caractéristiques du raster choisi dans la liste des couches</translation>
    </message>
    <message>
        <location filename="../panel/find.py"/>
        <source>Add a raster of features to the project, or select an image and encode it.</source>
        <translation>Ajouter au projet un raster de caractéristiques, ou choisir une image et l'encoder.</translation>
    </message>
    <message>
        <location filename="../panel/find.py"/>
        <source>Reading {layer}</source>
        <translation>Lecture de {layer}</translation>
    </message>
    <message>
        <location filename="../panel/find.py"/>
        <source>Encoding {layer}</source>
        <translation>Encodage de {layer}</translation>
    </message>
    <message>
        <location filename="../panel/find.py"/>
        <source>Encode {layer}</source>
        <translation>Encoder {layer}</translation>
    </message>
    <message>
        <location filename="../panel/find.py"/>
        <source>Encode a raster</source>
        <translation>Encoder un raster</translation>
    </message>
    <message>
        <location filename="../panel/find.py"/>
        <source>Press "Point at the map" to find what is like a place.</source>
        <translation>Appuyer sur « Montrer sur la carte » pour trouver ce qui ressemble à un lieu.</translation>
    </message>
    <message>
        <location filename="../panel/find.py"/>
        <source>{megabytes} MiB of features are too many to keep in memory: answers come on click.</source>
        <translation>{megabytes} Mio de caractéristiques sont trop pour la mémoire : les réponses viennent au clic.</translation>
    </message>
    <message>
        <location filename="../panel/find.py"/>
        <source>The features are being read.</source>
        <translation>Les caractéristiques sont en cours de lecture.</translation>
    </message>
    <message>
        <location filename="../panel/find.py"/>
        <source>There is no cell of the features.</source>
        <translation>Il n'y a pas de cellule des caractéristiques.</translation>
    </message>
    <message>
        <location filename="../panel/find.py"/>
        <source>Comparing all cells</source>
        <translation>Comparaison de toutes les cellules</translation>
    </message>
    <message>
        <location filename="../panel/find.py"/>
        <source>Examples: {plus}. Counter-examples: {minus}.</source>
        <translation>Exemples : {plus}. Contre-exemples : {minus}.</translation>
    </message>
    <message>
        <location filename="../panel/find.py"/>
        <source>Move over the map; a click keeps a place.</source>
        <translation>Passer sur la carte ; un clic retient un lieu.</translation>
    </message>
    <message>
        <location filename="../panel/find.py"/>
        <source>Click on the map.</source>
        <translation>Cliquer sur la carte.</translation>
    </message>
    <message>
        <location filename="../panel/find_form.py"/>
        <source>A raster of features: made here, by Embed raster, or by others</source>
        <translation>Un raster de caractéristiques : fait ici, par « Encoder un raster », ou par d'autres</translation>
    </message>
    <message>
        <location filename="../panel/find_form.py"/>
        <source>Point at the map</source>
        <translation>Montrer sur la carte</translation>
    </message>
    <message>
        <location filename="../panel/find_form.py"/>
        <source>Follow the mouse</source>
        <translation>Suivre la souris</translation>
    </message>
    <message>
        <location filename="../panel/find_form.py"/>
        <source>Off: the map answers a click</source>
        <translation>Désactivé : la carte répond au clic</translation>
    </message>
    <message>
        <location filename="../panel/find_form.py"/>
        <source>Clear</source>
        <translation>Effacer</translation>
    </message>
    <message>
        <location filename="../panel/find_form.py"/>
        <source>Like any one of the examples</source>
        <translation>Comme l'un des exemples</translation>
    </message>
    <message>
        <location filename="../panel/find_form.py"/>
        <source>By the best example instead of their mean; only without counter-examples</source>
        <translation>D'après le meilleur exemple au lieu de leur moyenne ; seulement sans contre-exemples</translation>
    </message>
    <message>
        <location filename="../panel/find_form.py"/>
        <source>This</source>
        <translation>Ceci</translation>
    </message>
    <message>
        <location filename="../panel/find_form.py"/>
        <source>A click shows what is like the cell there, and forgets other examples</source>
        <translation>Un clic montre ce qui ressemble à la cellule, et oublie les autres exemples</translation>
    </message>
    <message>
        <location filename="../panel/find_form.py"/>
        <source>+ Also this</source>
        <translation>+ Ceci aussi</translation>
    </message>
    <message>
        <location filename="../panel/find_form.py"/>
        <source>A click adds an example (with Shift in any mode)</source>
        <translation>Un clic ajoute un exemple (avec Maj dans tout mode)</translation>
    </message>
    <message>
        <location filename="../panel/find_form.py"/>
        <source>− Not this</source>
        <translation>− Pas ceci</translation>
    </message>
    <message>
        <location filename="../panel/find_form.py"/>
        <source>A click adds a counter-example (with Ctrl in any mode)</source>
        <translation>Un clic ajoute un contre-exemple (avec Ctrl dans tout mode)</translation>
    </message>
    <message>
        <location filename="../panel/find_form.py"/>
        <source>Save as layer</source>
        <translation>Enregistrer comme couche</translation>
    </message>
    <message>
        <location filename="../panel/find_form.py"/>
        <source>As areas</source>
        <translation>En zones</translation>
    </message>
    <message>
        <location filename="../panel/find_form.py"/>
        <source>To a file…</source>
        <translation>Vers un fichier…</translation>
    </message>
    <message>
        <location filename="../panel/find_form.py"/>
        <source>A right click takes the nearest example away.</source>
        <translation>Un clic droit ôte l'exemple le plus proche.</translation>
    </message>
    <message>
        <location filename="../panel/history.py"/>
        <source>Point at a cell</source>
        <translation>Montrer une cellule</translation>
    </message>
    <message>
        <location filename="../panel/history.py"/>
        <source>The features of these days are of different models ({counts} numbers).</source>
        <translation>Les caractéristiques de ces jours sont de modèles différents ({counts} nombres).</translation>
    </message>
    <message>
        <location filename="../panel/history.py"/>
        <source>Features by day</source>
        <translation>Caractéristiques par jour</translation>
    </message>
    <message>
        <location filename="../panel/history.py"/>
        <source>Features of three days or more are needed, with a date in their names.</source>
        <translation>Il faut des caractéristiques de trois jours ou plus, avec une date dans leur nom.</translation>
    </message>
    <message>
        <location filename="../panel/history.py"/>
        <source>Point at a cell: the chart shows how far each day is from the cell's median.</source>
        <translation>Montrer une cellule : le graphique dit à quelle distance chaque jour est de la médiane de la cellule.</translation>
    </message>
    <message>
        <location filename="../panel/history.py"/>
        <source>from the median</source>
        <translation>de la médiane</translation>
    </message>
    <message>
        <location filename="../panel/jobs.py"/>
        <source>It was cancelled.</source>
        <translation>C'était annulé.</translation>
    </message>
    <message>
        <location filename="../panel/saving.py"/>
        <source>Saving what is alike</source>
        <translation>Enregistrement de ce qui ressemble</translation>
    </message>
    <message>
        <location filename="../panel/saving.py"/>
        <source>Drawing areas</source>
        <translation>Dessin des zones</translation>
    </message>
    <message>
        <location filename="../panel/session.py"/>
        <source>Features of {layer}</source>
        <translation>Caractéristiques de {layer}</translation>
    </message>
    <message>
        <location filename="../panel/status.py"/>
        <source>Cancel</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <location filename="../panel/styles.py"/>
        <source>like the examples, from {threshold}</source>
        <translation>comme les exemples, à partir de {threshold}</translation>
    </message>
    <message>
        <location filename="../panel/styles.py"/>
        <source>below {threshold}: not counted as like the examples</source>
        <translation>sous {threshold} : ne compte pas comme semblable</translation>
    </message>
    <message>
        <location filename="../panel/threshold.py"/>
        <source>{hectares} ha, {share} of the valid area</source>
        <translation>{hectares} ha, {share} de la surface valide</translation>
    </message>
    <message>
        <location filename="../panel/threshold.py"/>
        <source>{cells} cells, {share} of the valid ones</source>
        <translation>{cells} cellules, {share} des valides</translation>
    </message>
    <message>
        <location filename="../panel/threshold.py"/>
        <source>Threshold</source>
        <translation>Seuil</translation>
    </message>
    <message>
        <location filename="../provider.py"/>
        <source>lejepa-gis: feature and change maps from Sentinel-2</source>
        <translation>lejepa-gis : cartes de caractéristiques et de changement de Sentinel-2</translation>
    </message>
    <message>
        <location filename="../results.py"/>
        <source>Valid shares</source>
        <translation>Parts valides</translation>
    </message>
    <message>
        <location filename="../source.py"/>
        <source>the raster layer cannot be opened.</source>
        <translation>la couche raster ne peut pas être ouverte.</translation>
    </message>
    <message>
        <location filename="../source.py"/>
        <source>{layer} is a layer of the provider {provider} (a web or virtual layer), which holds a picture and no measurements: save the Sentinel-2 bands as a raster file and use that.</source>
        <translation>{layer} est une couche de {provider} (du web ou virtuelle), qui contient une image et aucune mesure : enregistrer les bandes Sentinel-2 comme fichier raster et prendre celui-ci.</translation>
    </message>
    <message>
        <location filename="../source.py"/>
        <source>{layer}: cannot be opened with its options {options}</source>
        <translation>{layer} : ne peut pas être ouvert avec les options {options}</translation>
    </message>
    <message>
        <location filename="../locate.py"/>
        <source>The lejepa-gis library was not found or cannot be used. Do one of these, then restart QGIS: install the plugin from the zip that holds the library (Plugins, Install from ZIP); or name the library's file in the algorithm Doctor, which remembers it; or set the environment variable LEJEPA_GIS_LIBRARY to that file; or install the Python wheel of lejepa-gis into QGIS's Python; or install the library on the system (make install).</source>
        <translation>La bibliothèque de lejepa-gis est introuvable ou inutilisable. Faire l'une de ces choses, puis redémarrer QGIS : installer l'extension du zip qui contient la bibliothèque (Extensions, Installer depuis un ZIP) ; ou nommer son fichier dans l'algorithme Docteur, qui le retient ; ou mettre ce fichier dans la variable d'environnement LEJEPA_GIS_LIBRARY ; ou installer le wheel Python de lejepa-gis dans le Python de QGIS ; ou installer la bibliothèque dans le système (make install).</translation>
    </message>
    <message>
        <location filename="../locate.py"/>
        <source>The file that Doctor remembers is tried alone: tick the box there that forgets it, to look elsewhere.</source>
        <translation>Le fichier que Docteur retient est essayé seul : cocher là la case qui l'oublie, pour chercher ailleurs.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Write the dense features of a raster</source>
        <translation>Écrit les caractéristiques denses d'un raster</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Write principal components as RGB, one basis for all inputs</source>
        <translation>Écrit les composantes principales en RVB, une base pour toutes les entrées</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Write the change between two dates</source>
        <translation>Écrit le changement entre deux dates</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Write the areas of change between two dates as polygons, with hectares, score and kind of change</source>
        <translation>Écrit les zones de changement entre deux dates comme polygones, avec hectares, valeur et nature</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Compute one descriptor per raster (the mean feature) as JSON</source>
        <translation>Calcule un descripteur par raster (la caractéristique moyenne) en JSON</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Write everything about two dates into a folder, in one pass</source>
        <translation>Écrit tout sur deux dates dans un dossier, en un passage</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Find more cells like examples</source>
        <translation>Trouve d'autres cellules comme les exemples</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Map classes from a few labels</source>
        <translation>Cartographie des classes à partir de quelques étiquettes</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Group cells that are alike, without labels</source>
        <translation>Groupe les cellules semblables, sans étiquettes</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Tell from which class to which cells went between two dates</source>
        <translation>Dit de quelle classe à quelle autre les cellules sont passées entre deux dates</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Classes of the earlier date: a raster of one band</source>
        <translation>Classes de la date antérieure : un raster d'une bande</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Classes of the later date</source>
        <translation>Classes de la date postérieure</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Tell when each cell changed over many dates, whether it stayed, and whether the newest date is out of the ordinary</source>
        <translation>Dit quand chaque cellule a changé sur de nombreuses dates, si cela est resté, et si la date la plus récente est inhabituelle</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Examples as places: x,y, or several separated by semicolons, in the raster's reference system or the one of AT_CRS.</source>
        <translation>Exemples comme lieux : x,y, ou plusieurs séparés par des points-virgules, dans le système de référence du raster ou celui d'AT_CRS.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Reference system of AT, for example EPSG:4326.</source>
        <translation>Système de référence d'AT, par exemple EPSG:4326.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Vector file of points or polygons on what is looked for, in any reference system. Each counts alike, whatever its size.</source>
        <translation>Fichier vectoriel de points ou de polygones sur ce qui est cherché, dans tout système de référence. Chacun compte autant, quelle que soit sa taille.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Vector file of points or polygons on what is not looked for: the score then tells one from the other by a ridge regression.</source>
        <translation>Fichier vectoriel de points ou de polygones sur ce qui n'est pas cherché : la valeur distingue alors l'un de l'autre par une régression ridge.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Score by the best example instead of their mean: for examples that are unlike each other.</source>
        <translation>Évalue d'après le meilleur exemple au lieu de leur moyenne : pour des exemples qui ne se ressemblent pas.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Of two dates on one grid: write a second band to the second output, its score less the first date's.</source>
        <translation>De deux dates sur une grille : écrit une seconde bande dans la seconde sortie, sa valeur moins celle de la première date.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Vector file of labelled points or polygons, in any reference system. A polygon labels the cells whose centre it holds.</source>
        <translation>Fichier vectoriel de points ou de polygones étiquetés, dans tout système de référence. Un polygone étiquette les cellules dont il contient le centre.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Attribute of LABELS that names the class.</source>
        <translation>Attribut de LABELS qui nomme la classe.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Raster of class numbers 1 to 254 instead of LABELS, in any reference system; it labels the cells of which one class fills three quarters.</source>
        <translation>Raster de numéros de classes de 1 à 254 au lieu de LABELS, dans tout système de référence ; il étiquette les cellules dont une classe remplit les trois quarts.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Write a raster beside each output with the probability of the class and its margin over the next one.</source>
        <translation>Écrit à côté de chaque sortie un raster avec la probabilité de la classe et sa marge sur la suivante.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Let each labelled cell count alike; by default each class does.</source>
        <translation>Fait compter autant chaque cellule étiquetée ; sinon chaque classe compte autant.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Side of the blocks of cells that are left out together to tell how well labels are met.</source>
        <translation>Côté des blocs de cellules laissés de côté ensemble, pour dire combien les étiquettes sont retrouvées.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Number of clusters.</source>
        <translation>Nombre de groupes.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Begins the clusters: another number may find others.</source>
        <translation>Commence les groupes : un autre nombre peut en trouver d'autres.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>How many dates are looked at. history: each date of a cell against the median of its own earlier ones and against the nearest of them, in units of how far these lie apart and of how far cells like it lie from theirs on that date. before-after: the medians of the features of several early and of several late dates, as two dates (METHOD residual or cosine).</source>
        <translation>Comment de nombreuses dates sont regardées. history : chaque date d'une cellule par rapport à la médiane de ses propres dates antérieures et à la plus proche d'entre elles, en unités de leur écart entre elles et de l'écart des cellules semblables aux leurs à cette date. before-after : les médianes des caractéristiques de plusieurs dates anciennes et de plusieurs récentes, comme deux dates (METHOD residual ou cosine).</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Folder that keeps the features of each date, made if it is missing: a date that was encoded before, with the same model and parameters, is found again by the digest of its pixels, so that one more date costs one encoding.</source>
        <translation>Dossier qui garde les caractéristiques de chaque date, créé s'il manque : une date déjà encodée, avec le même modèle et les mêmes paramètres, est retrouvée par l'empreinte de ses pixels, si bien qu'une date de plus coûte un seul encodage.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Least share of the cells that are valid on any date which must be valid on a date: one with fewer is named and left out.</source>
        <translation>Part minimale des cellules valides à une date quelconque qui doit l'être à une date : une date qui en a moins est nommée et laissée de côté.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Area from which cells that touch each other and stand out on the newest date make it out of the ordinary.</source>
        <translation>Surface à partir de laquelle des cellules qui se touchent et ressortent à la date la plus récente rendent celle-ci inhabituelle.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Valid dates of a cell that are its history before a date is asked whether it stands out; auto is a quarter of the dates, at least 2 and at most 6 (of 3 dates, 1).</source>
        <translation>Dates valides d'une cellule qui font son passé avant de demander si une date ressort ; auto est un quart des dates, au moins 2 et au plus 6 (1 pour 3 dates).</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>A date that looks as the cell looked on one earlier date is no change: how many days of the year the two may lie apart, whatever the year; 183 is any season, 0 asks the median of the past alone.</source>
        <translation>Une date qui a l'aspect que la cellule avait à une date antérieure n'est pas un changement : de combien de jours de l'année les deux peuvent s'écarter, quelle que soit l'année ; 183 est toute saison, 0 n'interroge que la médiane du passé.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Number of early dates; auto is half of the dates, at most 3.</source>
        <translation>Nombre de dates anciennes ; auto est la moitié des dates, au plus 3.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Number of late dates; auto is half of the dates, at most 3.</source>
        <translation>Nombre de dates récentes ; auto est la moitié des dates, au plus 3.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Encoder: default (built in), untrained (built in, random weights), texture (no network: how each cell looks and its surroundings vary, fitted on the inputs), a PyTorch checkpoint of the published layout (.pt), or an ONNX file.</source>
        <translation>Encodeur : default (intégré), untrained (intégré, poids aléatoires), texture (sans réseau : l'aspect de chaque cellule et la variation de ses environs, ajustés sur les entrées), un checkpoint PyTorch du format publié (.pt), ou un fichier ONNX.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Which raster band is which model band: auto (by their names), numbers in the model's order (3,2,1,4,5), or names (red=3,green=2,blue=1,nir=4,swir16=5).</source>
        <translation>Quelle bande du raster est quelle bande du modèle : auto (par leurs noms), des numéros dans l'ordre du modèle (3,2,1,4,5), ou des noms (red=3,green=2,blue=1,nir=4,swir16=5).</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>How values become reflectance: auto (from metadata; without any, from what values prove, with a warning: floats 0 to 1, or whole numbers with dark pixels, which are dn), dn (reflectance x 10000), dn-offset (the same with +1000, baseline 04.00 and later), unit (0 to 1), or a scale and an offset (0.0001,-0.1).</source>
        <translation>Comment les valeurs deviennent réflectance : auto (des métadonnées ; sans elles, de ce que les valeurs prouvent, avec un avertissement : flottants de 0 à 1, ou entiers avec des pixels sombres, qui sont dn), dn (réflectance x 10000), dn-offset (de même avec +1000, baseline 04.00 et suivantes), unit (0 à 1), ou une échelle et un décalage (0.0001,-0.1).</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Values of the mask that take a pixel away: values (8,9,10), a range (1..3), a limit (&gt;50), or bits counted from 0 (bits:1,3). The default is for Sentinel-2's scene classification (no data, saturated, cloud shadow, clouds, cirrus); other masks are refused unless their values are said.</source>
        <translation>Valeurs du masque qui ôtent un pixel : des valeurs (8,9,10), un intervalle (1..3), une limite (&gt;50), ou des bits comptés à partir de 0 (bits:1,3). Par défaut celles de la classification de scène de Sentinel-2 (sans données, saturé, ombre de nuage, nuages, cirrus) ; d'autres masques sont refusés si leurs valeurs ne sont pas dites.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Values that mean no measurement, beside what files mark: numbers separated by commas; auto (a value far from all others that repeats, such as -10000, and 0 in all bands, with a warning), or none (every value counts, also those that no reflectance has).</source>
        <translation>Valeurs qui veulent dire aucune mesure, en plus de ce que marquent les fichiers : des nombres séparés par des virgules ; auto (une valeur loin de toutes les autres qui se répète, comme -10000, et 0 dans toutes les bandes, avec un avertissement), ou none (chaque valeur compte, même celles qu'aucune réflectance n'a).</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Vector file: only the inside of its polygons counts, in any reference system.</source>
        <translation>Fichier vectoriel : seul l'intérieur de ses polygones compte, dans tout système de référence.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Only these pixels: column,row,width,height, counted from 0 at the upper left.</source>
        <translation>Seulement ces pixels : colonne,ligne,largeur,hauteur, comptés à partir de 0 en haut à gauche.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Resample to pixels of this size on the ground (bilinear, or the average where pixels get larger); 0 leaves them as they are. The model was trained on 10 m.</source>
        <translation>Rééchantillonne à des pixels de cette taille au sol (bilinéaire, ou la moyenne si les pixels grandissent) ; 0 les laisse tels quels. Le modèle a été entraîné à 10 m.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>How features rasters of others are stored: auto (by their documented layout), linear (values by each band's scale and offset), alphaearth (square codes in 8 bits), tessera (8 bits with a scale for each cell in NAME_scales.tif beside NAME.tif).</source>
        <translation>Stockage des rasters de caractéristiques d'autrui : auto (d'après leur format documenté), linear (valeurs par l'échelle et le décalage de chaque bande), alphaearth (codes au carré sur 8 bits), tessera (8 bits avec une échelle par cellule dans NAME_scales.tif à côté de NAME.tif).</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Smallest area: smaller ones are left out, and holes and gaps that are smaller are closed.</source>
        <translation>Zone la plus petite : les plus petites sont omises, et les trous et lacunes plus petits sont fermés.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>How far an outline may lie from where the score crosses the threshold, so that it has fewer points; 0 keeps all.</source>
        <translation>De combien un contour peut s'écarter de là où la valeur croise le seuil, pour avoir moins de points ; 0 les garde tous.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Power of the variance by which each axis of the residual is divided: 0 leaves them as they are, 0.5 makes all count alike. For joint and residual.</source>
        <translation>Puissance de la variance par laquelle chaque axe du résidu est divisé : 0 les laisse tels quels, 0.5 les fait compter autant. Pour joint et residual.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Write a second band: the probability of change by the chi-square distribution. For irmad.</source>
        <translation>Écrit une seconde bande : la probabilité de changement par la loi du chi carré. Pour irmad.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Warp the second date onto the first one's pixel grid, cut to their overlap, instead of refusing grids that differ. Products that name two tiles of the mission's grid are warped without asking, and it is said.</source>
        <translation>Ramène la seconde date sur la grille de pixels de la première, coupée à leur partie commune, au lieu de refuser des grilles différentes. Les produits de deux tuiles de la mission sont ramenés sans demander, et c'est dit.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>How ALIGN makes new pixels: bilinear takes the average where the second date's are smaller. Masks always take the nearest.</source>
        <translation>Comment ALIGN fait de nouveaux pixels : bilinear prend la moyenne où ceux de la seconde date sont plus petits. Les masques prennent toujours le plus proche.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Compare dates whose processing levels differ, or of which one contradicts its reflectance convention or is not sure of it, instead of refusing.</source>
        <translation>Compare des dates de niveaux différents, ou dont l'une contredit sa réflectance ou n'en est pas sûre, au lieu de refuser.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Write raw principal component scores (float32) instead of RGB.</source>
        <translation>Écrit les valeurs brutes des composantes principales (float32) au lieu de RVB.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Range of each component that fills 0 to 255: percentiles 2 and 98 over all inputs, or their minimum and maximum.</source>
        <translation>Étendue de chaque composante qui remplit 0 à 255 : percentiles 2 et 98 sur toutes les entrées, ou leur minimum et maximum.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Storage of features: float32, float16, or int8 with a scale and offset per band.</source>
        <translation>Stockage des caractéristiques : float32, float16, ou int8 avec une échelle et un décalage par bande.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Least share of a chip's side that neighbouring chips have in common: fast (0.25), best (0.5), or a number. More costs more time and leaves fainter seams.</source>
        <translation>Part minimale du côté d'une vignette que des vignettes voisines ont en commun : fast (0.25), best (0.5), ou un nombre. Plus coûte plus de temps et laisse des coutures plus faibles.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>How a chip's cells count towards its edge where chips overlap.</source>
        <translation>Comment les cellules d'une vignette comptent vers son bord, où les vignettes se recouvrent.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Pixels from one cell to the next. patch: cells lie side by side (8 pixels for the built-in models). A half or a quarter of that (4, 2) makes finer cells: chips are encoded again at shifts, 4 or 16 times the work, and each cell is the patch of 8 x 8 pixels around it.</source>
        <translation>Pixels d'une cellule à la suivante. patch : les cellules sont côte à côte (8 pixels pour les modèles intégrés). La moitié ou le quart (4, 2) fait des cellules plus fines : les vignettes sont encodées à nouveau avec des décalages, 4 ou 16 fois le travail, et chaque cellule est le carré de 8 x 8 pixels autour d'elle.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Pixels of maps (change and components): cells, pixels (as large as the input's), or a size in units of the reference system (metres for UTM). On finer pixels than cells, values are interpolated between the centres of cells; a pixel is valid where its cell is. Nothing is encoded again.</source>
        <translation>Pixels des cartes (changement et composantes) : cells, pixels (aussi grands que ceux de l'entrée), ou une taille en unités du système de référence (mètres en UTM). Sur des pixels plus fins que les cellules, les valeurs sont interpolées entre les centres des cellules ; un pixel est valide où sa cellule l'est. Rien n'est encodé à nouveau.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Encode the whole raster, or only one chip in its centre.</source>
        <translation>Encode tout le raster, ou une seule vignette en son centre.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Least share of a cell's pixels that must be valid for the cell to be valid. From 0.75 on, the filled rest moves features by less than half of what two dates differ by.</source>
        <translation>Part minimale de pixels valides pour qu'une cellule soit valide. À partir de 0.75, le reste rempli déplace les caractéristiques de moins de la moitié de ce dont deux dates diffèrent.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Worker threads, and threads that GDAL decodes with; 0 means all processors, and GDAL's as it is configured.</source>
        <translation>Fils de calcul, et fils avec lesquels GDAL décode ; 0 veut dire tous les processeurs, et pour GDAL ce qui y est réglé.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Memory that the run may fill with pixels and features; beyond it, features wait in a temporary file beside the output.</source>
        <translation>Mémoire que l'exécution peut remplir de pixels et de caractéristiques ; au-delà, les caractéristiques attendent dans un fichier temporaire à côté de la sortie.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Arithmetic of the encoder: f32, bf16 (faster where the processor has it), int8 (fastest where it has AVX512_VNNI), both within a cosine of 0.999 of f32 in every cell measured, or auto (bf16 on AMD with AVX512_BF16, int8 on others with AVX512_VNNI, else f32). Only transformers have bf16 and int8.</source>
        <translation>Arithmétique de l'encodeur : f32, bf16 (plus rapide où le processeur l'a), int8 (le plus rapide avec AVX512_VNNI), tous deux à un cosinus d'au moins 0.999 de f32 dans chaque cellule mesurée, ou auto (bf16 sur AMD avec AVX512_BF16, int8 sur d'autres avec AVX512_VNNI, sinon f32). Seuls les transformers ont bf16 et int8.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Write cloud-optimised GeoTIFFs.</source>
        <translation>Écrit des GeoTIFF optimisés pour le nuage.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Write a STAC item beside the output: where and when, the model, every decision, and the parameters to repeat the run.</source>
        <translation>Écrit une fiche STAC à côté de la sortie : où et quand, le modèle, chaque décision, et les paramètres pour répéter l'exécution.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Write a raster beside the output with each cell's valid fraction and, where it is too small, the reason: 1 no measurement, 2 masked, 3 outside of the area.</source>
        <translation>Écrit à côté de la sortie un raster avec la part valide de chaque cellule et, où elle est trop petite, la raison : 1 aucune mesure, 2 masqué, 3 hors de la zone.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Band names of an ONNX encoder without metadata, in the order of its input: red,green,blue,nir,swir16.</source>
        <translation>Noms des bandes d'un encodeur ONNX sans métadonnées, dans l'ordre de son entrée : red,green,blue,nir,swir16.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Mean per band of an ONNX encoder without metadata, reflectance x 10000, separated by commas.</source>
        <translation>Moyenne par bande d'un encodeur ONNX sans métadonnées, réflectance x 10000, séparées par des virgules.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Folder for large temporary data. By default they wait beside the output.</source>
        <translation>Dossier des grandes données temporaires. Sinon elles attendent à côté de la sortie.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>Standard deviation per band of an ONNX encoder without metadata, separated by commas.</source>
        <translation>Écart type par bande d'un encodeur ONNX sans métadonnées, séparés par des virgules.</translation>
    </message>
    <message>
        <location filename="../tables.json"/>
        <source>What inputs may reach through names in STAC items, products and virtual rasters: auto (files and web addresses; of an item on the web, the web only), any (whatever GDAL opens, raw bands and code included), local (nothing over a network), or below=FOLDER (files below one folder only).</source>
        <translation>Ce que les entrées peuvent atteindre par des noms dans des fiches STAC, des produits et des rasters virtuels : auto (fichiers et adresses web ; d'une fiche du web, le web seulement), any (tout ce que GDAL ouvre, bandes brutes et code compris), local (rien par un réseau), ou below=FOLDER (des fichiers sous un seul dossier).</translation>
    </message>
</context>
</TS>
