using System.Runtime.InteropServices;
using JobRunner;
using JobRunner.Samples.ConsoleHost;
using Microsoft.Extensions.DependencyInjection;

// Runs a command line as a job, or without one three jobs at once; shows their output live, then how they ended.
await using var services = new ServiceCollection()
    .AddJobsManager(options => options.DefaultGracePeriod = TimeSpan.FromSeconds(5))
    .BuildServiceProvider();
var jobs = services.GetRequiredService<IJobsManager>();

// Ctrl+C stops all jobs; a second one kills them.
var interrupt = new Interrupt();
using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, interrupt.Handle);
using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, interrupt.Handle);

JobSpec[] specs = args is [var command, .. var arguments] ? [new JobSpec(command, arguments)] : Demo.Specs;
var started = new List<Guid>();
try
{
    foreach (var spec in specs)
    {
        started.Add(await jobs.StartAsync(spec));
    }
}
catch (Exception e) when (e is JobStartException or ArgumentException)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 127;
}

var readers = started.ConvertAll(id => OutputPrinter.PrintAsync(jobs, id));

// The demo's last job never ends by itself: it is stopped once the others have finished.
var bounded = args.Length > 0 ? started : started[..^1];
await Task.WhenAny(Task.WhenAll(bounded.Select(id => jobs.WaitAsync(id))), interrupt.First);
var stopped = Task.WhenAll(started.Select(id => jobs.StopAsync(id)));
if (await Task.WhenAny(stopped, interrupt.Second) == interrupt.Second)
{
    await Task.WhenAll(started.Select(id => jobs.StopAsync(id, TimeSpan.Zero)));
}

var outcomes = await stopped;
await Task.WhenAll(readers);

Console.WriteLine();
OutcomeTable.Print(outcomes);
return outcomes is [var only] ? only.ExitCode ?? 1 : 0;
