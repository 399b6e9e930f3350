import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import { initWasm, Resvg } from '@resvg/resvg-wasm';

/** Draws in a thread of its own, and ends with it: what WebAssembly has once taken, it never gives back. */

/** Hebrew of a font of its own; each in the weights that pictures ask for. */
const FACES = ['400Regular', '600SemiBold', '700Bold'].flatMap((weight) => [
  `inter/${weight}/Inter_${weight}`,
  `noto-sans-hebrew/${weight}/NotoSansHebrew_${weight}`,
]);

const { zoom }: { readonly zoom: number } = workerData;
const { resolve } = createRequire(import.meta.url);
const [wasm, ...fontBuffers] = await Promise.all(
  ['@resvg/resvg-wasm/index_bg.wasm', ...FACES.map((face) => `@expo-google-fonts/${face}.ttf`)].map((name) =>
    readFile(resolve(name)),
  ),
);
if (wasm) await initWasm(wasm);

function draw(svg: string): Uint8Array<ArrayBuffer> {
  const picture = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: zoom },
    font: { fontBuffers, defaultFontFamily: 'Inter', sansSerifFamily: 'Inter' },
  });
  const image = picture.render();
  try {
    return new Uint8Array(image.asPng());
  } finally {
    image.free();
    picture.free();
  }
}

parentPort?.on('message', (svg: string) => {
  try {
    const png = draw(svg);
    parentPort?.postMessage(png, [png.buffer]);
  } catch (error) {
    parentPort?.postMessage(String(error));
  }
});
