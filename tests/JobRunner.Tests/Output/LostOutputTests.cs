using JobRunner.Output;
using JobRunner.Output.Spooling;
using NUnit.Framework;

namespace JobRunner.Tests.Output;

/// <summary>What is not kept is told to the byte.</summary>
public sealed class LostOutputTests
{
    private const string Missing = "/nowhere/to/be/found";

    [Test]
    public void Of_a_job_that_may_have_only_so_much_the_rest_is_counted()
    {
        var log = Fill(maxBytes: 1_500, Path.GetTempPath());
        Assert.That(log.Fault, Is.EqualTo("The oldest 2596 bytes of output were dropped: MaxOutputPerJob is 1500."));
        Assert.That(log.Start, Is.EqualTo(2596));
        log.Abandon();
    }

    [Test]
    public void What_the_disk_does_not_take_is_counted()
    {
        var log = Fill(maxBytes: null, Missing);
        Assert.That(log.Fault, Does.StartWith($"1024 bytes of output were lost, because they could not be spooled to '{Missing}': "));
        Assert.That(log.Start, Is.EqualTo(1024));
    }

    [Test]
    public void What_the_disk_does_not_take_counts_only_as_far_as_it_was_to_be_kept()
    {
        // When the oldest segment had to leave memory, 3,072 had been written: of its 1,024 bytes 452 were within the last 2,500.
        Assert.That(Fill(maxBytes: 2_500, Missing).Fault, Does.StartWith("452 bytes of output were lost"));
    }

    // Four segments of 1 KiB, of which three fit into memory.
    private static OutputLog Fill(long? maxBytes, string folder)
    {
        var log = new OutputLog(new OutputLimits(4096, maxBytes, folder, new SpoolBudget(null)));
        log.Append(OutputSource.StandardOutput, default, new byte[4096]);
        log.Complete();
        return log;
    }
}
