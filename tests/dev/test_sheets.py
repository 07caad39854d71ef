"""The kept pictures of the product: small, and of the same grounds as the pages."""

from PIL import Image

from dev.sheets import COLOURS, small


def test_keeps_the_grounds_as_they_are_and_few_colours():
    canvas, sheet, amber = (233, 238, 238), (255, 255, 255), (255, 184, 28)
    picture = Image.new("RGB", (320, 320), canvas)
    picture.paste(sheet, (0, 0, 320, 120))
    for step in range(300):  # many more colours, none of which fills a ground
        picture.putpixel((step, 200), (step % 256, (step * 7) % 256, (step * 13) % 256))
    picture.paste(amber, (10, 300, 13, 303))

    kept = small(picture)

    assert len(kept.getcolors() or []) <= COLOURS
    shown = kept.convert("RGB")
    assert [shown.getpixel(at) for at in ((300, 310), (5, 5), (11, 301))] == [canvas, sheet, amber]
