using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.Versioning;
using JobRunner.Launching.AnySystem;
using JobRunner.Specs;

namespace JobRunner.Launching.Windows;

/// <summary>Starts programs through CliWrap, each in a job object of its own as soon as CliWrap hands it over.</summary>
/// <param name="hasOwnGroups">Whether each is a process group of its own, which can be asked to end.</param>
/// <param name="areKilledWithHost">Whether they end with the host, however that ends.</param>
/// <param name="areBatchFilesAllowed">Whether cmd.exe may be what runs.</param>
[SupportedOSPlatform("windows")]
internal sealed class JobObjectLauncher(bool hasOwnGroups, bool areKilledWithHost, bool areBatchFilesAllowed) : IProcessLauncher
{
    public string Name => hasOwnGroups ? "CliWrap, a job object and a process group for each job" : "CliWrap, a job object for each job";

    public IReadOnlyList<string> Cgroups => [];

    public bool AreJobsKilledWithHost => areKilledWithHost;

    public void Check(ResolvedSpec spec)
    {
        if (!areBatchFilesAllowed && BatchFiles.FaultOf(spec.File) is { } fault)
        {
            throw new JobStartException($"Can't start '{spec.File}': {fault}.", spec.File) { Reason = JobStartReason.CommandNotExecutable };
        }

        if (spec.Limits?.OpenFiles is not null)
        {
            throw new JobStartException(
                $"Can't start '{spec.File}': {JobObjectRules.NameOf(nameof(JobLimits.OpenFiles))} can't be enforced, because Windows has no such limit.", spec.File);
        }

        if (spec.Limits is not null)
        {
            MakeJobObject(spec).Dispose();
        }
    }

    public async ValueTask<IJobProcess> StartAsync(ResolvedSpec spec, IHostWatchEntry? watch)
    {
        Check(spec);
        var jobObject = MakeJobObject(spec);
        try
        {
            Win32Exception? refusal = null;
            var child = await CliWrapChild.StartAsync(spec, Configure, process => refusal = jobObject.TryAdd(process)).ConfigureAwait(false);

            // What has exited by now can't be put in, and needn't.
            if (refusal is not null && !child.HasExited)
            {
                using (child)
                {
                    child.TryKill(entireTree: true);
                }

                throw new JobStartException($"Can't start '{spec.File}': {refusal.Message}.", spec.File, refusal);
            }

            return new JobObjectProcess(child, jobObject, hasOwnGroups);
        }
        catch
        {
            jobObject.Dispose();
            throw;
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // A job without a window of its own either way: it shares the host's console, or has one that nobody sees.
    private void Configure(ProcessStartInfo start)
    {
        start.CreateNewProcessGroup = hasOwnGroups;
        start.CreateNoWindow = !ConsoleBreak.IsShared;
    }

    private JobObject MakeJobObject(ResolvedSpec spec)
    {
        try
        {
            return new JobObject(areKilledWithHost, spec.Limits);
        }
        catch (Win32Exception e)
        {
            throw new JobStartException($"Can't start '{spec.File}': {e.Message}.", spec.File, e);
        }
    }
}
