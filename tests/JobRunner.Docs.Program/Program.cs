using JobRunner;

await using var jobs = new JobsManager();

// Starts the program and returns; the job goes on by itself.
var job = await jobs.StartAsync("sh", "-c", "for step in 1 2 3; do echo step $step of 3; sleep 1; done");

// Its lines as they come, to its end. Any number of readers may do this, whenever they join.
await foreach (var line in jobs.ReadLinesAsync(job))
{
    Console.WriteLine($"{line.Timestamp:HH:mm:ss} {line.Text}");
}

var status = await jobs.WaitAsync(job);
Console.WriteLine($"{status.Outcome} with {status.ExitCode}, {status.OutputBytes} bytes of output");
