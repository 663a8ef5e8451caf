// Loaded into the `serve` that is measured: tells what it used when it is asked. An open channel must not keep it running.
process.on('message', () => process.send?.({ cpu: process.cpuUsage(), memory: process.memoryUsage.rss() }));
process.channel?.unref();
