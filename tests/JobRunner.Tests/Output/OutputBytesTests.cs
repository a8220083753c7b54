using System.Security.Cryptography;
using JobRunner.Tests.Support;
using NUnit.Framework;
using ChildProgram = JobRunner.TestChild.Program;

namespace JobRunner.Tests.Output;

/// <summary>What a program wrote comes back, byte by byte.</summary>
[TestFixture(ProcessIsolation.Session)]
[TestFixture(ProcessIsolation.None)]
public sealed class OutputBytesTests(ProcessIsolation isolation) : JobsTests(isolation)
{
    [TestCase("", new byte[0])]
    [TestCase(@"\000", new byte[] { 0 })]
    [TestCase(@"a\000b\000", new byte[] { 97, 0, 98, 0 })]
    [TestCase(@"\377\376\303(", new byte[] { 255, 254, 195, 40 })]
    [TestCase(@"a\r\nb\r\n", new byte[] { 97, 13, 10, 98, 13, 10 })]
    [TestCase("no newline", new byte[] { 110, 111, 32, 110, 101, 119, 108, 105, 110, 101 })]
    public async Task Comes_back_as_it_was_written(string format, byte[] expected)
    {
        var job = await Jobs.StartAsync("printf", format);
        var status = await WaitFor(job);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await Read(job), Is.EqualTo(expected));
            Assert.That(status.OutputBytes, Is.EqualTo(expected.Length));
            Assert.That(status.OutputComplete, Is.True);
            Assert.That(status.Error, Is.Null);
        }
    }

    [Test]
    public async Task Random_bytes_on_both_streams_come_back_each_on_its_own()
    {
        const int count = 3_000_000;
        var job = await Jobs.StartAsync(Child("bytes-to-both", "7", $"{count}"));
        await WaitFor(job);
        var (output, error) = (new MemoryStream(), new MemoryStream());
        var written = ChildProgram.RandomBytes(7, count);
        long offset = 0;
        await foreach (var chunk in Jobs.ReadOutputAsync(job))
        {
            Assert.That(chunk.Offset, Is.EqualTo(offset));
            offset += chunk.Data.Length;
            (chunk.Source == OutputSource.StandardOutput ? output : error).Write(chunk.Data.Span);
        }

        var (expectedOutput, expectedError) = ChildProgram.Split(written);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(output.ToArray().AsSpan().SequenceEqual(expectedOutput), Is.True, "standard output");
            Assert.That(error.ToArray().AsSpan().SequenceEqual(expectedError), Is.True, "standard error");
            Assert.That(await Read(job, new() { Sources = OutputSources.StandardOutput }), Is.EqualTo(expectedOutput));
            Assert.That(await Read(job, new() { Sources = OutputSources.StandardError }), Is.EqualTo(expectedError));
        }
    }

    [Test]
    public async Task A_line_of_64_MiB()
    {
        const int count = 64 * 1024 * 1024;
        var job = await Jobs.StartAsync(Shell($"head -c {count} /dev/zero | tr '\\0' x"));
        var hash = Hash(job);
        Assert.That((await WaitFor(job)).OutputBytes, Is.EqualTo(count));
        var expected = new byte[count];
        Array.Fill(expected, (byte)'x');
        Assert.That(await hash, Is.EqualTo(Convert.ToHexString(SHA256.HashData(expected))));
    }

    [Test]
    public async Task Fifty_readers_that_join_at_random_times_get_the_same()
    {
        var random = new Random(1);
        var job = await Jobs.StartAsync(Child("bytes-to-both", "1", "8000000"));
        var joinAt = Enumerable.Range(0, 50).Select(_ => random.NextInt64(9_000_000)).ToArray();

        // Each joins when the job has written so much, the last ones when it has finished.
        var hashes = await Task.WhenAll(joinAt.Select(async bytes =>
        {
            await Waiting.Until($"{bytes} bytes are written", async () => await Jobs.QueryAsync(job) is var now && (now.OutputBytes >= bytes || now.IsFinished));
            return await Hash(job);
        }));
        var replay = SHA256.HashData(await Read(job));
        Assert.That(hashes, Has.All.EqualTo(Convert.ToHexString(replay)));
        Assert.That((await Jobs.QueryAsync(job)).OutputBytes, Is.EqualTo(8_000_000));
    }

    [Test]
    public async Task Chunks_never_change()
    {
        var job = await Jobs.StartAsync(Child("bytes", "3", "2000000"));
        var kept = new List<OutputChunk>();
        await foreach (var chunk in Jobs.ReadOutputAsync(job))
        {
            kept.Add(chunk);
        }

        await Jobs.RemoveAsync(job);
        await RunToEnd(Child("bytes", "4", "2000000"));
        Assert.That(kept.SelectMany(chunk => chunk.Data.ToArray()), Is.EqualTo(ChildProgram.RandomBytes(3, 2_000_000)));
    }

    private async Task<string> Hash(Guid job)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await foreach (var chunk in Jobs.ReadOutputAsync(job))
        {
            hash.AppendData(chunk.Data.Span);
        }

        return Convert.ToHexString(hash.GetCurrentHash());
    }
}
