// Photos become smaller JPEGs in the browser, where they are large or of a kind that the server
// does not read (HEIC, WebP). Whether a kind can be read is up to the browser.
const PHOTO = /^image\/|\.(jpe?g|png|webp|heic|heif)$/i;
const FOREIGN = /^image\/(webp|hei[cf])|\.(webp|hei[cf])$/i;
const LARGE = 5 * 1048576; // bytes
const LONGEST = 3000; // pixels of a side: a page of A4 stays readable
const QUALITY = 0.85;

export const isForeign = (file) => FOREIGN.test(file.type || file.name);
export const isToChange = (file) => isForeign(file) || (PHOTO.test(file.type || file.name) && file.size > LARGE);

// Return the photo as a JPEG; the promise is rejected when the browser can't read it.
export async function changed(file) {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  const brush = canvas.getContext("2d");
  brush.fillStyle = "#fff"; // a JPEG has no transparency
  brush.fillRect(0, 0, canvas.width, canvas.height);
  brush.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const bytes = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
  if (!bytes) throw new Error("no JPEG");
  const name = `${file.name.replace(/\.[^.]*$/, "")}.jpg`;
  return new File([bytes], name, { type: "image/jpeg", lastModified: file.lastModified });
}
