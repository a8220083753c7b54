using System.Diagnostics;
using BenchmarkDotNet.Attributes;
using CliWrap;
using CliWrap.Buffered;

namespace JobRunner.Benchmarks;

/// <summary>Start <c>/bin/true</c>, see its exit, have its (empty) output: the overhead of a job.</summary>
[MemoryDiagnoser]
public class StartToExit
{
    private JobsManager _jobs = null!;

    [GlobalSetup]
    public void MakeManager() => _jobs = new JobsManager();

    [GlobalCleanup]
    public void DisposeManager() => _jobs.Dispose();

    [Benchmark(Baseline = true)]
    public async Task<int> CliWrapBuffered() =>
        (await Cli.Wrap("/bin/true").WithValidation(CommandResultValidation.None).ExecuteBufferedAsync()).ExitCode;

    [Benchmark]
    public async Task<int> RawProcess()
    {
        using var process = Process.Start(new ProcessStartInfo("/bin/true") { RedirectStandardOutput = true, RedirectStandardError = true })!;
        await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync(), process.WaitForExitAsync());
        return process.ExitCode;
    }

    [Benchmark]
    public async Task<int> MedallionShell() => (await Medallion.Shell.Command.Run("/bin/true").Task).ExitCode;

    [Benchmark]
    public async Task<int?> Job()
    {
        var job = await _jobs.StartAsync("/bin/true");
        var status = await _jobs.WaitAsync(job);
        await _jobs.RemoveAsync(job);
        return status.ExitCode;
    }
}
