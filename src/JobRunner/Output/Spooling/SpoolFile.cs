using JobRunner.Interop;
using Microsoft.Win32.SafeHandles;

namespace JobRunner.Output.Spooling;

/// <summary>A file without a name, which nobody else can open and of which nothing is left once it is closed, however that comes.</summary>
internal sealed class SpoolFile : IDisposable
{
    private readonly SafeFileHandle _handle;
    private bool _canPunch = true;

    private SpoolFile(SafeFileHandle handle) => _handle = handle;

    /// <exception cref="IOException">The folder is missing, or the system refused.</exception>
    /// <exception cref="UnauthorizedAccessException">The host may not write there.</exception>
    public static SpoolFile Create(string directory)
    {
        if (OperatingSystem.IsLinux() && LibC.TryOpenNameless(directory) is { } nameless)
        {
            return new SpoolFile(nameless);
        }

        var path = Path.Join(directory, $"jobrunner-{Guid.NewGuid():N}.spool");
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
            Options = OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var stream = new FileStream(path, options);
        if (!OperatingSystem.IsWindows())
        {
            File.Delete(path);
        }

        return new SpoolFile(stream.SafeFileHandle);
    }

    public void Write(ReadOnlySpan<byte> data, long offset) => RandomAccess.Write(_handle, data, offset);

    /// <summary>Fills the buffer, or as much of it as the file has.</summary>
    public int Read(Span<byte> buffer, long offset)
    {
        var total = 0;
        for (int count; total < buffer.Length && (count = RandomAccess.Read(_handle, buffer[total..], offset + total)) > 0;)
        {
            total += count;
        }

        return total;
    }

    /// <summary>Gives room back to the disk, where it can be done; what stood there reads as zeros.</summary>
    public void Punch(long offset, long count)
    {
        if (OperatingSystem.IsLinux() && _canPunch && count > 0)
        {
            _canPunch = LibC.TryPunchHole(_handle, offset, count);
        }
    }

    public void Dispose() => _handle.Dispose();
}
