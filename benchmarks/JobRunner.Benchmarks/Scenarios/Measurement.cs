using System.Diagnostics;
using System.Globalization;

namespace JobRunner.Benchmarks.Scenarios;

/// <summary>What one measurement gave, and what it cost the process that made it.</summary>
/// <param name="Value">In the scenario's unit.</param>
/// <param name="CpuSeconds">The host's CPU time, without its programs'.</param>
/// <param name="PeakGrowthMiB">By how much the host's resident memory grew at its highest.</param>
internal readonly record struct Measurement(double Value, double CpuSeconds, double PeakGrowthMiB)
{
    private const double MiB = 1024 * 1024;

    /// <summary>Measures in this process.</summary>
    public static async Task<Measurement> TakeAsync(Func<Task<double>> measure)
    {
        using var self = Process.GetCurrentProcess();
        var (cpu, resident) = (self.TotalProcessorTime, self.WorkingSet64);
        var value = await measure();
        self.Refresh();
        return new Measurement(value, (self.TotalProcessorTime - cpu).TotalSeconds, (self.PeakWorkingSet64 - resident) / MiB);
    }

    public static Measurement Parse(string text)
    {
        var fields = text.Split(' ').Select(field => double.Parse(field, CultureInfo.InvariantCulture)).ToArray();
        return new Measurement(fields[0], fields[1], fields[2]);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value:R} {CpuSeconds:R} {PeakGrowthMiB:R}");
}
