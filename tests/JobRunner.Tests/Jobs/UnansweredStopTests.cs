using JobRunner.Interop;
using JobRunner.Jobs;
using JobRunner.Launching;
using JobRunner.Specs;
using JobRunner.Stopping;
using JobRunner.Telemetry;
using JobRunner.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;

namespace JobRunner.Tests.Jobs;

/// <summary>A stop on a machine in such trouble that nothing can be asked about a job's processes.</summary>
public sealed class UnansweredStopTests
{
    private static readonly JobsManagerOptions Options = new();

    [TestCase(true)]
    [TestCase(false)]
    public async Task Kills_as_soon_as_an_earlier_deadline_is_there(bool isSignalTaken)
    {
        using var launcher = new Launcher(isSignalTaken);
        var log = new JobsLog(NullLogger<JobsManager>.Instance);
        using var table = new JobTable(Options, TimeProvider.System, log);
        var admission = new JobAdmission(Options, new JobStarter(launcher, hostWatch: null), table, TimeProvider.System, log);
        var job = await admission.StartAsync(new JobSpec("true"), isRead: false, CancellationToken.None);

        job.RequestStop(EndReason.Stop, TimeSpan.FromHours(1));
        await launcher.Asked.Task.Within("the job's processes are asked for");
        job.RequestStop(EndReason.Stop, TimeSpan.Zero);
        await launcher.Killed.Task.WaitAsync(TimeSpan.FromSeconds(5));
        Assert.That(await job.Finished.Within("the job has ended"), Has.Property("Outcome").EqualTo(JobOutcome.Stopped));
    }

    /// <summary>A process that can be killed, and of which nothing else is ever known.</summary>
    private sealed class Launcher(bool isSignalTaken) : IProcessLauncher, IJobProcess
    {
        private readonly TaskCompletionSource _never = new();
        private readonly TaskCompletionSource<ProcessExit> _exit = new();

        public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Killed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Name => "";

        public IReadOnlyList<string> Cgroups => [];

        public bool AreJobsKilledWithHost => false;

        public int Id => 1;

        public Stream StandardOutput { get; } = new MemoryStream();

        public Stream StandardError { get; } = new MemoryStream();

        public Stream? StandardInput => null;

        public Task<ProcessExit> Exit => _exit.Task;

        public string? LimitFault => null;

        public void Check(ResolvedSpec spec)
        {
        }

        public ValueTask<IJobProcess> StartAsync(ResolvedSpec spec, IHostWatchEntry? watch) => ValueTask.FromResult<IJobProcess>(this);

        public async Task SignalAsync(params IReadOnlyList<Signal> signals)
        {
            if (isSignalTaken)
            {
                _exit.SetResult(new ProcessExit(0, null));
                return;
            }

            Asked.TrySetResult();
            await _never.Task;
        }

        public async Task<bool> IsAnyLeftAsync()
        {
            Asked.TrySetResult();
            await _never.Task;
            return true;
        }

        public Task<bool> IsOutputHeldAsync() => Task.FromResult(false);

        public Task<KillReport> KillAsync(bool atLeisure)
        {
            Killed.TrySetResult();
            _exit.TrySetResult(new ProcessExit(137, 9));
            return Task.FromResult(new KillReport(true, []));
        }

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
