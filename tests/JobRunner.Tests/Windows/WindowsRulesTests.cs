using JobRunner.Interop;
using JobRunner.Launching.Windows;
using JobRunner.Specs;
using NUnit.Framework;

namespace JobRunner.Tests.Windows;

/// <summary>What Windows is told, and what of it can be known on any system.</summary>
public sealed class WindowsRulesTests
{
    [TestCase(@"C:\x\run.bat", true)]
    [TestCase(@"C:\x\run.CMD", true)]
    [TestCase(@"C:\x\run.bat. .", true, Description = "Windows reads no dots and blanks at the end of a name")]
    [TestCase(@"C:\x\run.cmd::$DATA", true)]
    [TestCase("C:/x/run.bat", true)]
    [TestCase(@"C:\x.bat\run.exe", false)]
    [TestCase(@"C:\x\bat", false)]
    [TestCase(@"C:\x\run.bat.exe", false)]
    public void A_batch_file_is_known_by_its_name(string file, bool isBatch) =>
        Assert.That(BatchFiles.FaultOf(file), isBatch ? Does.Contain("AllowBatchFiles") : Is.Null);

    [TestCase("tool", ".COM;.EXE", new[] { "tool.COM", "tool.EXE" })]
    [TestCase("tool.exe", ".COM;.EXE", new[] { "tool.exe", "tool.exe.COM", "tool.exe.EXE" })]
    [TestCase("tool", " .EXE ;;nonsense;.BAT", new[] { "tool.EXE", "tool.BAT" })]
    public void A_name_is_looked_for_with_each_extension(string name, string extensions, string[] expected) =>
        Assert.That(CommandLookup.WithExtensions(name, extensions), Is.EqualTo(expected));

    [TestCase(1.0, 4u, 2_500u)]
    [TestCase(1.5, 2u, 7_500u)]
    [TestCase(8.0, 4u, 10_000u, Description = "more than there are is all of them")]
    [TestCase(0.01, 256u, 1u, Description = "0 would be refused")]
    public void Processor_time_is_a_share_of_the_machine(double cores, uint processors, uint rate) =>
        Assert.That(JobObjectRules.RateFor(cores, processors), Is.EqualTo(new JobObjectCpuRate(JobObjectCpuRate.HardCap, rate)));

    [Test]
    public void A_limit_that_was_forgotten_is_named()
    {
        var wanted = JobObjectRules.For(isKilledOnClose: true, new JobLimits { MemoryBytes = 1_000_000, MaxProcesses = 3 });
        using (Assert.EnterMultipleScope())
        {
            Assert.That(JobObjectRules.FindForgotten(wanted, wanted), Is.Null);
            Assert.That(JobObjectRules.FindForgotten(wanted, wanted with { Memory = 1_000_000 / 4096 * 4096 }), Is.Null, "the kernel counts in pages");
            Assert.That(JobObjectRules.FindForgotten(wanted, wanted with { Memory = 2_000_000 }), Is.EqualTo("Limits.MemoryBytes"));
            Assert.That(JobObjectRules.FindForgotten(wanted, wanted with { ActiveProcesses = 0 }), Is.EqualTo("Limits.MaxProcesses"));
            Assert.That(JobObjectRules.FindForgotten(wanted, default), Is.EqualTo("Limits.MemoryBytes"));
            Assert.That(wanted.Flags, Is.EqualTo(JobObjectLimits.KillOnClose | JobObjectLimits.HasMemory | JobObjectLimits.HasActiveProcesses));
            Assert.That(JobObjectRules.For(isKilledOnClose: false, limits: null).Flags, Is.Zero);
        }
    }

    [Test]
    public unsafe void The_limits_are_as_large_as_Windows_has_them() => Assert.That(sizeof(JobObjectLimits), Is.EqualTo(nint.Size == 8 ? 144 : 112));
}
