"""Makes boxes.ttf, in which each character is the same box: python3 -m pip install fonttools && python3 boxes.py"""
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

pen = TTGlyphPen(None)
for point, draw in [((50, 0), pen.moveTo), ((50, 600), pen.lineTo), ((550, 600), pen.lineTo), ((550, 0), pen.lineTo)]:
    draw(point)
pen.closePath()
box = pen.glyph()
empty = TTGlyphPen(None).glyph()

font = FontBuilder(1000, isTTF=True)
font.setupGlyphOrder(['.notdef', 'space', 'box'])
characters = [*range(0x21, 0x7F), *range(0xA1, 0x180), *range(0x2010, 0x2060), *range(0x2190, 0x2200)]
font.setupCharacterMap({0x20: 'space', 0xA0: 'space', **{character: 'box' for character in characters}})
font.setupGlyf({'.notdef': box, 'space': empty, 'box': box})
font.setupHorizontalMetrics({'.notdef': (600, 50), 'space': (600, 0), 'box': (600, 50)})
font.setupHorizontalHeader(ascent=800, descent=-200)
font.setupNameTable({'familyName': 'Boxes', 'styleName': 'Regular'})
font.setupOS2(sTypoAscender=800, sTypoDescender=-200, usWinAscent=800, usWinDescent=200)
font.setupPost()
font.font['head'].created = font.font['head'].modified = 0
font.font.recalcTimestamp = False
font.save('boxes.ttf')
