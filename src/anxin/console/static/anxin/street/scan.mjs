// Reads a door's code with the camera, where the browser can; elsewhere the phone's own scanner opens the door's address.
const DOOR = /\/street\/door\/([0-9a-f]{8,40})\/?$/;

export const doorIn = (address) => address.match(DOOR)?.[1] ?? "";

export async function canScan() {
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices?.getUserMedia) return false;
  return (await BarcodeDetector.getSupportedFormats()).includes("qr_code");
}

// Resolves with the door's token, or with "" when the crew gives up. The camera is on only while the frame is shown.
export async function scan(dialog) {
  const video = dialog.querySelector("video");
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  video.srcObject = stream;
  dialog.showModal();
  await video.play();
  try {
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    while (dialog.open) {
      const found = (await detector.detect(video)).map((code) => doorIn(code.rawValue)).find(Boolean);
      if (found) return found;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    return "";
  } finally {
    stream.getTracks().forEach((track) => track.stop());
    dialog.close();
  }
}
