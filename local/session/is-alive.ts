/** Whether a process is there, on this machine. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // One that belongs to somebody else is there too.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
