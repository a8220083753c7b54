using JobRunner;

// Runs the command line that it is given as a job, and says what came of it.
await using var jobs = new JobsManager();
var result = await jobs.RunAsync(new JobSpec(args[0], args[1..]));
Console.Write(result.StandardOutput);
Console.WriteLine($"{result.Status.Outcome} with {result.Status.ExitCode}");
