/** The bundle is the one that the rotation of API keys has: both functions' code is one folder (.projenrc.ts). */
export { openEdgeStore } from '../api-key-rotation/edge-store';
